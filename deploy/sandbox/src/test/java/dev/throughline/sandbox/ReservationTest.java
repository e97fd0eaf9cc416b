package dev.throughline.sandbox;

import static dev.throughline.sandbox.Sandbox.cancel;
import static dev.throughline.sandbox.Sandbox.ledger;
import static dev.throughline.sandbox.Sandbox.reserve;
import static dev.throughline.sandbox.Sandbox.reserved;
import static dev.throughline.sandbox.Sandbox.statuses;
import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The protocol, when nothing goes wrong but the client. */
@QuarkusTest
@QuarkusTestResource(CallbackReceiver.class)
class ReservationTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String reference = Sandbox.newReference();

    @AfterEach
    void noFaults() {
        RestAssured.delete("/sandbox/faults").then().statusCode(204);
    }

    @Test
    void aReservationIsConfirmedFoundAndCancelled() {
        var id = reserve("", reference)
                .statusCode(201)
                .body("reference", equalTo(reference))
                .body("status", equalTo("confirmed"))
                .body("version", equalTo(1))
                .body("updatedAt", notNullValue())
                .extract()
                .<String>path("id");
        given().queryParam("reference", reference)
                .get("/reservations")
                .then()
                .statusCode(200)
                .body("id", equalTo(List.of(id)));

        cancel("", id).statusCode(200).body("status", equalTo("cancelled")).body("version", equalTo(2));

        cancel("", id).statusCode(409).contentType("application/problem+json");
        assertEquals(List.of("cancelled"), statuses(reference));
        assertEquals(false, ledger(reference).get(0).get("live"));
    }

    @Test
    void twoRequestsMakeTwoReservations() {
        var first = reserved("", reference);
        var second = reserved("", reference);

        assertEquals(
                List.of(first, second),
                ledger(reference).stream().map(each -> each.get("id")).toList());
    }

    @Test
    void onePartnerHoldsAndConfirmsLater() {
        reserve("/harbour", reference).statusCode(201).body("status", equalTo("held"));

        await().atMost(PATIENCE).until(() -> statuses(reference).equals(List.of("confirmed")));
    }

    @Test
    void onePartnerIsClosedOnSundays() {
        given().contentType("application/json")
                .body(Map.of("reference", reference, "service", "DERMA", "start", "2030-12-22T23:30:00+00:00"))
                .post("/summit/reservations")
                .then()
                .statusCode(201)
                .body("status", equalTo("rejected"))
                .body("reason", equalTo("Closed on Sundays."));
    }

    @Test
    void partnersDoNotSeeEachOthersReservations() {
        var id = reserved("/harbour", reference);

        given().queryParam("reference", reference)
                .get("/reservations")
                .then()
                .statusCode(200)
                .body("size()", equalTo(0));
        cancel("", id).statusCode(404).contentType("application/problem+json");
    }

    @Test
    void aCancellationThatMeetsTheConfirmationLeavesOneHistory() throws Exception {
        var threads = Executors.newFixedThreadPool(4);
        List<Callable<Integer>> attempts = IntStream.range(0, 4)
                .<Callable<Integer>>mapToObj(i -> () -> cancelWhenAboutToBeConfirmed())
                .toList();
        for (var attempt : threads.invokeAll(attempts)) {
            assertEquals(1, attempt.get());
        }
        threads.shutdown();
    }

    /** Answers how many of eight cancellations at the time of the confirmation succeeded. */
    private static int cancelWhenAboutToBeConfirmed() throws Exception {
        var reference = Sandbox.newReference();
        var id = reserved("/harbour", reference);
        var threads = Executors.newScheduledThreadPool(8);
        Callable<Integer> cancellation = () -> cancel("/harbour", id).extract().statusCode();
        var cancellations = IntStream.range(0, 8)
                .mapToObj(i -> threads.schedule(cancellation, 370 + i * 10L, TimeUnit.MILLISECONDS))
                .toList();
        var cancelled = 0;
        for (var each : cancellations) {
            cancelled += each.get() == 200 ? 1 : 0;
        }
        threads.shutdown();
        await().atMost(PATIENCE).untilAsserted(() -> {
            var news = CallbackReceiver.newsOf(reference);
            assertEquals(news.size(), news.stream().distinct().count(), () -> "told twice of one version: " + news);
            assertEquals(news.size(), ((Number) ledger(reference).get(0).get("version")).intValue());
        });
        assertEquals(List.of("cancelled"), statuses(reference));
        return cancelled;
    }

    @Test
    void aClientThatHangsUpLeavesTheReservationThatItAskedFor() throws Exception {
        Sandbox.plan(Map.of("operation", "reserve", "fault", "delay", "delayMs", 700, "reference", reference));
        var body = new ObjectMapper().writeValueAsString(Sandbox.wish(reference));

        try (var socket = Wire.begin(RestAssured.port, "POST", "/reservations", body)) {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> Sandbox.faults().getList("").isEmpty());
            socket.setSoLinger(true, 0);
        }

        await().atMost(PATIENCE).until(() -> statuses(reference).equals(List.of("confirmed")));
        await().atMost(PATIENCE).until(() -> CallbackReceiver.newsOf(reference).equals(List.of("confirmed 1")));
    }

    @Test
    void requestsAreOnRecordUntilTheyAreForgotten() {
        var id = reserved("", reference);
        cancel("", id);

        var noted = Sandbox.requests(reference);

        assertEquals(
                List.of("reserve", "cancel"),
                noted.stream().map(each -> each.get("operation")).toList());
        assertEquals(id, noted.get(1).get("reservation"));
        given().delete("/sandbox/requests").then().statusCode(204);
        assertEquals(List.of(), Sandbox.requests(reference));
    }

    @Test
    void aWipedLedgerIsEmpty() {
        reserved("", reference);

        given().delete("/sandbox/reservations").then().statusCode(204);

        assertEquals(List.of(), ledger(reference));
    }

    @Test
    void whatThePartnerChangesByItselfIsANewVersionThatNobodyIsToldOf() {
        var id = reserve("", reference).statusCode(201).extract().<String>path("id");

        change(id, Map.of("start", "2031-01-02T10:00:00Z"))
                .statusCode(200)
                .body("version", equalTo(2))
                .body("status", equalTo("confirmed"));
        change(id, Map.of("status", "cancelled")).statusCode(200).body("version", equalTo(3));

        given().queryParam("reference", reference)
                .get("/reservations")
                .then()
                .statusCode(200)
                .body("status", equalTo(List.of("cancelled")))
                .body("start", equalTo(List.of("2031-01-02T10:00:00Z")));
        change(id, Map.of("status", "gone")).statusCode(400);
        change(id, Map.of("start", "soon")).statusCode(400);
        change(id, Map.of()).statusCode(400);
        change("R-none", Map.of("status", "cancelled")).statusCode(404);
    }

    private static ValidatableResponse change(String id, Map<String, String> change) {
        return given().contentType("application/json")
                .body(change)
                .put("/sandbox/reservations/{id}", id)
                .then();
    }
}
