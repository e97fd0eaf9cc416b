package dev.throughline.sandbox;

import static io.restassured.RestAssured.given;

import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The sandbox as its users see it. */
final class Sandbox {

    private Sandbox() {}

    static String newReference() {
        return UUID.randomUUID().toString();
    }

    static Map<String, Object> wish(String reference) {
        return Map.of(
                "reference",
                reference,
                "service",
                "CONSULT",
                "start",
                "2030-12-23T09:00:00Z",
                "customer",
                "Ana Dvořák");
    }

    /** @param path empty, or a partner's: {@code /harbour} */
    static ValidatableResponse reserve(String path, String reference) {
        return given().contentType("application/json")
                .body(wish(reference))
                .post(path + "/reservations")
                .then();
    }

    static String reserved(String path, String reference) {
        return reserve(path, reference).statusCode(201).extract().path("id");
    }

    static ValidatableResponse cancel(String path, String id) {
        return given().contentType("application/json")
                .post(path + "/reservations/" + id + "/cancel")
                .then();
    }

    static List<Map<String, Object>> ledger(String reference) {
        return given().queryParam("reference", reference)
                .get("/sandbox/reservations")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("");
    }

    static List<String> statuses(String reference) {
        return ledger(reference).stream()
                .map(reservation -> (String) reservation.get("status"))
                .toList();
    }

    static void plan(Map<String, Object> fault) {
        given().contentType("application/json")
                .body(List.of(fault))
                .put("/sandbox/faults")
                .then()
                .statusCode(200);
    }

    static JsonPath faults() {
        return given().get("/sandbox/faults").then().statusCode(200).extract().jsonPath();
    }

    static List<Map<String, Object>> requests(String reference) {
        List<Map<String, Object>> all = given().get("/sandbox/requests")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("");
        return all.stream()
                .filter(request -> reference.equals(request.get("reference")))
                .toList();
    }
}
