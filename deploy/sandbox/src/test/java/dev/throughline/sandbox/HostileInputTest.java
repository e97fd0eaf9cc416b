package dev.throughline.sandbox;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be understood is refused with a problem, and does nothing. */
@QuarkusTest
@QuarkusTestResource(CallbackReceiver.class)
class HostileInputTest {

    private static final String LONG = "x".repeat(201);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "7",
                "{",
                "{\"reference\":\"r\"}",
                "{\"reference\":7,\"service\":\"S\",\"start\":\"2030-01-01T00:00:00Z\"}",
                "{\"reference\":\" \",\"service\":\"S\",\"start\":\"2030-01-01T00:00:00Z\"}",
                "{\"reference\":\"a\\u0000b\",\"service\":\"S\",\"start\":\"2030-01-01T00:00:00Z\"}",
                "{\"reference\":\"\\ud800\",\"service\":\"S\",\"start\":\"2030-01-01T00:00:00Z\"}",
                "{\"reference\":\"r\",\"service\":\"S\",\"start\":\"tomorrow\"}",
                "{\"reference\":{},\"service\":\"S\",\"start\":\"2030-01-01T00:00:00Z\"}"
            })
    void aReservationThatIsNone(String body) {
        var before = made();
        given().contentType("application/json")
                .body(body)
                .post("/reservations")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("status", equalTo(400));
        assertEquals(before, made());
    }

    @Test
    void membersThatAreTooLong() {
        for (var member : List.of("reference", "service", "start")) {
            var body = new HashMap<>(Sandbox.wish("r"));
            body.put(member, LONG);
            given().contentType("application/json")
                    .body(body)
                    .post("/reservations")
                    .then()
                    .statusCode(400)
                    .contentType("application/problem+json");
        }
        given().queryParam("reference", LONG).get("/reservations").then().statusCode(400);
        given().get("/reservations").then().statusCode(400).contentType("application/problem+json");
        Sandbox.cancel("", LONG).statusCode(400).contentType("application/problem+json");
    }

    @Test
    void nestingWithoutEnd() throws Exception {
        var answer = Wire.send(RestAssured.port, "POST", "/reservations", "[".repeat(100_000));

        assertEquals(400, answer.status());
        assertTrue(answer.body().contains("\"status\":400"), answer::body);
    }

    @Test
    void aBodyThatIsTooLargeOrNoJson() {
        given().contentType("application/json")
                .body("\"" + "x".repeat(300_000) + "\"")
                .post("/reservations")
                .then()
                .statusCode(413);
        given().contentType("text/plain")
                .body("reserve!")
                .post("/reservations")
                .then()
                .statusCode(415)
                .contentType("application/problem+json");
    }

    @Test
    void whatIsNotThere() {
        Sandbox.reserve("/nobody", "r").statusCode(404).contentType("application/problem+json");
        given().queryParam("reference", "r")
                .get("/nobody/reservations")
                .then()
                .statusCode(404)
                .contentType("application/problem+json");
        Sandbox.cancel("/nobody", "R-1").statusCode(404).contentType("application/problem+json");
        Sandbox.cancel("", "R-1").statusCode(404).contentType("application/problem+json");
        Sandbox.cancel("", "..%2f..%2fsandbox").statusCode(404);
        given().delete("/reservations").then().statusCode(405).contentType("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{}",
                "[7]",
                "[null]",
                "[{\"operation\":\"reserve\"}]",
                "[{\"operation\":\"reserve\",\"fault\":\"explode\"}]",
                "[{\"operation\":0,\"fault\":\"delay\"}]",
                "[{\"operation\":\"reserve\",\"fault\":\"delay\",\"times\":0}]",
                "[{\"operation\":\"reserve\",\"fault\":\"delay\",\"times\":-1}]",
                "[{\"operation\":\"reserve\",\"fault\":\"delay\",\"times\":1.5}]",
                "[{\"operation\":\"reserve\",\"fault\":\"delay\",\"times\":99999999999}]",
                "[{\"operation\":\"reserve\",\"fault\":\"delay\",\"delayMs\":-1}]",
                "[{\"operation\":\"reserve\",\"fault\":\"delay\",\"delayMs\":9223372036854775807}]",
                "[{\"operation\":\"reserve\",\"fault\":\"delay\",\"delayMS\":5}]",
                "[{\"operation\":\"reserve\",\"fault\":\"delay\",\"partner\":\"nobody\"}]"
            })
    void aPlanThatIsNoneLeavesTheOldOne(String plan) {
        Sandbox.plan(Map.of("operation", "find", "fault", "reject", "reference", "kept"));

        given().contentType("application/json")
                .body(plan)
                .put("/sandbox/faults")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("status", equalTo(400));

        assertEquals("kept", Sandbox.faults().getString("[0].reference"));
        given().delete("/sandbox/faults").then().statusCode(204);
    }

    private static int made() {
        return given().get("/sandbox/reservations").jsonPath().getList("").size();
    }
}
