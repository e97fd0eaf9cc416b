package dev.throughline.sandbox;

import static dev.throughline.sandbox.Sandbox.statuses;
import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The partner that speaks OCTO. */
@QuarkusTest
@QuarkusTestResource(CallbackReceiver.class)
class OctoTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SLOT = "2030-12-23T10:00:00+01:00";

    private final String uuid = Sandbox.newReference();
    private final String reference = "ref " + uuid;

    @AfterEach
    void noFaults() {
        RestAssured.delete("/sandbox/faults").then().statusCode(204);
    }

    private static RequestSpecification octo() {
        return given().header("Octo-Capabilities", "").contentType("application/json");
    }

    private Map<String, Object> wish() {
        return new HashMap<>(Map.of(
                "uuid",
                uuid,
                "productId",
                "consult",
                "optionId",
                "DEFAULT",
                "availabilityId",
                SLOT,
                "resellerReference",
                reference,
                "expirationMinutes",
                5,
                "unitItems",
                List.of(Map.of("unitId", "adult"))));
    }

    private static ValidatableResponse reserve(Map<String, Object> wish) {
        return octo().body(wish).post("/octo/bookings/").then();
    }

    private static ValidatableResponse act(String uuid, String verb) {
        return octo().body(Map.of("contact", Map.of("fullName", "Ana Dvořák")))
                .post("/octo/bookings/" + uuid + "/" + verb)
                .then();
    }

    private static ValidatableResponse look(String uuid) {
        return octo().get("/octo/bookings/" + uuid).then();
    }

    private static void assertError(ValidatableResponse answer, String error) {
        answer.statusCode(400)
                .contentType("application/json")
                .header("Octo-Capabilities", notNullValue())
                .body("error", equalTo(error))
                .body("errorMessage", notNullValue());
    }

    @Test
    void aBookingIsHeldConfirmedFoundAndCancelled() {
        reserve(wish())
                .statusCode(200)
                .header("Octo-Capabilities", notNullValue())
                .body("uuid", equalTo(uuid))
                .body("status", equalTo("ON_HOLD"))
                .body("resellerReference", equalTo(reference))
                .body("utcExpiresAt", notNullValue())
                .body("utcConfirmedAt", nullValue())
                .body("unitItems[0].status", equalTo("ON_HOLD"));
        assertEquals(List.of("held"), statuses(reference));

        act(uuid, "confirm")
                .statusCode(200)
                .body("status", equalTo("CONFIRMED"))
                .body("contact.fullName", equalTo("Ana Dvořák"));
        look(uuid).statusCode(200).body("status", equalTo("CONFIRMED"));
        octo().queryParam("resellerReference", reference)
                .get("/octo/bookings")
                .then()
                .statusCode(200)
                .body("uuid", equalTo(List.of(uuid)));

        act(uuid, "cancel").statusCode(200).body("status", equalTo("CANCELLED"));
        assertEquals(List.of("cancelled"), statuses(reference));
    }

    @Test
    void whatWasAnsweredBeforeIsAnsweredWithAnError() {
        reserve(wish()).statusCode(200);
        assertError(reserve(wish()), "INVALID_BOOKING_UUID");
        act(uuid, "confirm").statusCode(200);
        assertError(act(uuid, "confirm"), "UNPROCESSABLE_ENTITY");
        assertError(reserve(wish()), "INVALID_BOOKING_UUID");
        act(uuid, "cancel").statusCode(200);
        assertError(act(uuid, "cancel"), "UNPROCESSABLE_ENTITY");

        assertEquals(List.of("cancelled"), statuses(reference));
    }

    @Test
    void whatIsNotConfirmedInTimeIsGivenAway() {
        Sandbox.plan(Map.of("operation", "reserve", "fault", "short_hold", "delayMs", 300, "reference", reference));
        reserve(wish()).statusCode(200).body("status", equalTo("ON_HOLD"));

        await().atMost(PATIENCE).until(() -> statuses(reference).equals(List.of("expired")));

        look(uuid).statusCode(200).body("status", equalTo("EXPIRED"));
        assertError(act(uuid, "confirm"), "INVALID_BOOKING_UUID");
        assertError(act(uuid, "cancel"), "UNPROCESSABLE_ENTITY");
    }

    @Test
    void aPlaceIsFreeUntilItIsTakenAndAgainWhenItIsGivenBack() {
        var wish = wish();
        wish.put("productId", "homecare");
        available("homecare").body("find { it.id == '%s' }.vacancies".formatted(SLOT), equalTo(1));
        reserve(wish).statusCode(200);

        available("homecare").body("find { it.id == '%s' }.status".formatted(SLOT), equalTo("SOLD_OUT"));
        available("homecare").body("find { it.id == '%s' }.available".formatted(SLOT), equalTo(false));
        var second = new HashMap<>(wish);
        second.put("uuid", Sandbox.newReference());
        assertError(reserve(second), "UNPROCESSABLE_ENTITY");
        act(uuid, "cancel").statusCode(200);
        available("homecare").body("find { it.id == '%s' }.available".formatted(SLOT), equalTo(true));
    }

    private static ValidatableResponse available(String product) {
        return octo().body(Map.of(
                        "productId", product,
                        "optionId", "DEFAULT",
                        "localDateStart", "2030-12-23",
                        "localDateEnd", "2030-12-23"))
                .post("/octo/availability/")
                .then()
                .statusCode(200);
    }

    @Test
    void productsAreListed() {
        octo().get("/octo/products").then().statusCode(200).body("id", hasItem("consult"));
        octo().get("/octo/products/consult").then().statusCode(200).body("timeZone", equalTo("Europe/Berlin"));
        assertError(octo().get("/octo/products/none").then(), "INVALID_PRODUCT_ID");
    }

    @ParameterizedTest
    @CsvSource({
        "productId, none, INVALID_PRODUCT_ID",
        "optionId, none, INVALID_OPTION_ID",
        "availabilityId, 2030-12-23T10:07:00+01:00, INVALID_AVAILABILITY_ID",
        "availabilityId, 2030-12-23T09:00:00Z, INVALID_AVAILABILITY_ID",
        "availabilityId, soon, INVALID_AVAILABILITY_ID",
        "uuid, none, INVALID_BOOKING_UUID",
        "resellerReference, ' ', BAD_REQUEST",
        "expirationMinutes, 0, BAD_REQUEST",
        "unitItems, none, UNPROCESSABLE_ENTITY"
    })
    void whatCannotBeUnderstoodIsRefusedAndDoesNothing(String member, String value, String error) {
        var wish = wish();
        wish.put(member, value);

        assertError(reserve(wish), error);

        assertEquals(List.of(), statuses(reference));
        assertError(look(uuid), "INVALID_BOOKING_UUID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "7", "null", "{\"contact\": 7}", "{}"})
    void aConfirmationThatIsNone(String body) {
        reserve(wish()).statusCode(200);

        assertError(
                octo().body(body).post("/octo/bookings/" + uuid + "/confirm").then(), "BAD_REQUEST");

        assertEquals(List.of("held"), statuses(reference));
    }

    @Test
    void whoDoesNotNameCapabilitiesIsRefused() {
        assertError(given().get("/octo/bookings/" + uuid).then(), "BAD_REQUEST");
    }

    @Test
    void thePartnersKeepToTheirProtocols() {
        Sandbox.reserve("/octo", reference).statusCode(404);
        assertError(octo().get("/harbour/bookings/" + uuid).then(), "BAD_REQUEST");
        assertEquals(List.of(), statuses(reference));
    }
}
