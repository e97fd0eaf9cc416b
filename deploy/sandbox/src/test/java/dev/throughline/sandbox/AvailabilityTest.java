package dev.throughline.sandbox;

import static dev.throughline.sandbox.Sandbox.reserve;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which slots are free, and what a full one means. */
@QuarkusTest
@QuarkusTestResource(CallbackReceiver.class)
class AvailabilityTest {

    @AfterEach
    void theUsualHours() {
        RestAssured.delete("/sandbox/availability").then().statusCode(204);
    }

    private static ValidatableResponse free(String partner, String from, String to) {
        return given().queryParams(Map.of("service", "CONSULT", "from", from, "to", to))
                .get(partner + "/availability")
                .then();
    }

    private static ValidatableResponse open(Map<String, Object> hours) {
        return given().contentType("application/json")
                .body(hours)
                .put("/sandbox/availability")
                .then();
    }

    @Test
    void usuallyEverySlotOfTheDayIsFreeAndNobodyIsTurnedAway() {
        free("", "2032-03-01T00:00:00Z", "2032-03-02T00:00:00Z")
                .statusCode(200)
                .body("slots.size()", equalTo(28))
                .body("slots[0].start", equalTo("2032-03-01T06:00:00Z"))
                .body("slots[0].free", nullValue());
        free("summit", "2032-03-07T00:00:00Z", "2032-03-08T00:00:00Z").body("slots", equalTo(List.of()));
    }

    @Test
    void aSlotThatIsFullOrClosedIsNotToldAndRefused() {
        var start = "2030-12-23T09:00:00Z";
        open(Map.of("capacity", 1_000)).statusCode(204);
        reserve("", Sandbox.newReference()).statusCode(201).body("status", equalTo("confirmed"));
        open(Map.of("capacity", 1)).statusCode(204);
        reserve("", Sandbox.newReference()).statusCode(201).body("status", equalTo("rejected"));
        free("", start, "2031-01-01T00:00:00Z").body("slots.start", not(hasItem(start)));

        open(Map.of("capacity", 1_000, "closed", List.of(start))).statusCode(204);
        reserve("", Sandbox.newReference()).statusCode(201).body("status", equalTo("rejected"));
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        free("", "2032-03-02T00:00:00Z", "2032-03-01T00:00:00Z").statusCode(400);
        free("", "2032-03-01T00:00:00Z", "2032-05-01T00:00:00Z").statusCode(400);
        free("", "soon", "2032-05-01T00:00:00Z").statusCode(400);
        free("nobody", "2032-03-01T00:00:00Z", "2032-03-02T00:00:00Z").statusCode(404);
        open(Map.of("capacity", -1)).statusCode(400);
        open(Map.of("opens", "early")).statusCode(400);
    }
}
