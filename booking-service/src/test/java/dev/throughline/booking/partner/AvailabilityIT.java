package dev.throughline.booking.partner;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.throughline.kit.testing.Tokens;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a real partner has free, as it is told to those who look, and what becomes of those who book by it. */
@QuarkusTest
@TestProfile(DriftProfile.class)
class AvailabilityIT extends BookingAtTheSandbox {

    /** When the bench books. */
    private static final String BOOKED = "2030-12-23T09:00:00Z";

    private static final String OTHER = "2030-12-23T09:30:00Z";
    private static final Predicate<FaultyWay.Passage> QUESTION =
            passage -> passage.uri().getPath().endsWith("/availability");

    @Inject
    PartnerChanges changes;

    @BeforeAll
    static void openTheDesk() {
        open(Map.of());
    }

    @BeforeEach
    void nothingIsKnown() {
        // Whatever was told before is old.
        changes.changed("meridian");
    }

    @AfterEach
    void theUsualHours() {
        Wire.send("DELETE", sandbox.resolve("/sandbox/availability"), JSON, null);
        Wire.send("DELETE", sandbox.resolve("/sandbox/reservations"), JSON, null);
    }

    private static void hours(String hours) {
        Wire.send("PUT", sandbox.resolve("/sandbox/availability"), JSON, hours);
    }

    private static ValidatableResponse ask(String service, String partner, String from, String to) {
        return given().header("Authorization", Tokens.bearer("customer", "acme", "ana"))
                .queryParams(Map.of("service", service, "partner", partner, "from", from, "to", to))
                .get("/availability")
                .then();
    }

    private static ValidatableResponse morning() {
        return morning("CONSULT");
    }

    private static ValidatableResponse morning(String service) {
        return ask(service, "meridian", "2030-12-23T09:00:00Z", "2030-12-23T10:00:00Z");
    }

    private String booked() {
        var booking = bench.placed("meridian");
        bench.runDue();
        return bench.booking(booking).getString("status");
    }

    private static void count() {
        way.strike(QUESTION, FaultyWay.onceBefore(() -> {}));
    }

    @Test
    void theFreeStartsInTheRangeAreToldWithTheirAgeAndAskedForOnce() {
        count();

        for (var n = 0; n < 3; n++) {
            morning()
                    .statusCode(200)
                    .body("told", equalTo(true))
                    .body("slots.start", equalTo(List.of(BOOKED, OTHER)))
                    .body("asOf", notNullValue())
                    .body("freshness.maxAgeSeconds", equalTo(60))
                    .body("freshness.stale", equalTo(false));
        }

        assertEquals(1, way.struck());
        time.advance(Duration.ofMinutes(2));
        morning().statusCode(200).body("freshness.stale", equalTo(false));
        assertEquals(2, way.struck());
    }

    @Test
    void aBookingOfOursIsSeenByTheNextWhoLooks() {
        hours("{\"capacity\": 1}");
        morning().body("slots.start", hasItem(BOOKED)).body("slots.free", hasItem(1));

        assertEquals("confirmed", booked());

        morning().body("slots.start", equalTo(List.of(OTHER))).body("freshness.stale", equalTo(false));
    }

    @Test
    void aStaleCacheLetsNoInvalidBookingThrough() {
        hours("{\"capacity\": 1}");
        morning().body("slots.start", hasItem(BOOKED));
        hours("{\"capacity\": 1, \"closed\": [\"%s\"]}".formatted(BOOKED));
        morning().body("slots.start", hasItem(BOOKED));

        assertEquals("rejected", booked());

        morning().body("slots.start", not(hasItem(BOOKED)));
    }

    @Test
    void aVisitWhoseTimeHasComeIsNotAcceptedThoughItsQuoteStillHolds() {
        var five = 300;
        var soon = Instant.ofEpochSecond((time.instant().getEpochSecond() / five + 2) * five);
        String quote = post("/quotes", Map.of("service", "CONSULT", "partner", "meridian", "start", soon.toString()))
                .statusCode(201)
                .extract()
                .path("id");
        time.advance(Duration.ofMinutes(10));

        post("/bookings", Map.of("quote", quote, "customer", Map.of("name", "Ana Dvořák", "email", "ana@example.com")))
                .statusCode(409)
                .body("detail", containsString("start must be in the future"));
    }

    private static ValidatableResponse post(String path, Map<String, Object> body) {
        return given().header("Authorization", Tokens.bearer("customer", "acme", "ana"))
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .contentType(JSON)
                .body(body)
                .post(path)
                .then();
    }

    @Test
    void aPartnerThatDoesNotAnswerLeavesWhatItLastTold() {
        morning().body("slots.start", hasItem(BOOKED));
        var asOf = morning().extract().<String>path("asOf");
        way.strike(QUESTION, FaultyWay.answerBefore(500, "{}"));
        time.advance(Duration.ofMinutes(5));

        morning()
                .statusCode(200)
                .body("slots.start", hasItem(BOOKED))
                .body("asOf", equalTo(asOf))
                .body("freshness.stale", equalTo(true));
        assertEquals(1, way.struck());
    }

    @Test
    void aPartnerThatNeverAnsweredIsAProblemToRetryLater() {
        way.strike(QUESTION, FaultyWay.answerBefore(500, "{}"));

        ask("CONSULT", "meridian", "2031-03-03T00:00:00Z", "2031-03-04T00:00:00Z")
                .statusCode(503)
                .contentType("application/problem+json")
                .header("Retry-After", notNullValue())
                .body("action", equalTo("retry_later"))
                .body("retryAfter", greaterThanOrEqualTo(1));
    }

    @Test
    void aPartnerThatIsLeftAloneIsNotAsked() {
        morning().body("freshness.stale", equalTo(false));
        changes.changed("meridian");
        leaveAlone();
        count();

        morning().statusCode(200).body("freshness.stale", equalTo(true));
        assertEquals(0, way.struck());
    }

    @Test
    void aPartnerThatDoesNotKnowTheQuestionIsSaidNotToTell() {
        way.strike(QUESTION, FaultyWay.answerBefore(404, "{}"));

        morning("PHYSIO")
                .statusCode(200)
                .body("told", equalTo(false))
                .body("slots", equalTo(List.of()))
                .body("asOf", nullValue());
    }

    @Test
    void whatCannotBeAskedIsRefusedPrecisely() {
        var from = "2030-12-23T09:00:00Z";
        ask("NONE", "meridian", from, OTHER).statusCode(400).body("violations.field", equalTo(List.of("service")));
        ask("PHYSIO", "summit", from, OTHER).statusCode(400).body("violations.field", equalTo(List.of("partner")));
        ask("CONSULT", "meridian", OTHER, from).statusCode(400).body("violations.field", equalTo(List.of("to")));
        ask("CONSULT", "meridian", from, "2031-01-23T09:00:01Z")
                .statusCode(400)
                .body("violations.message", equalTo(List.of("must be after from, by at most 31 days")));
        ask("CONSULT", "meridian", from, "2031-01-23T09:00:00Z").statusCode(200);
        ask("CONSULT", "meridian", "soon", "later")
                .statusCode(400)
                .body("violations.field", equalTo(List.of("from", "to")));
        ask("CONSULT", "meridian", "+999999999-01-01T00:00:00Z", "+999999999-01-02T00:00:00Z")
                .statusCode(400)
                .body("violations.field", equalTo(List.of("from", "to")));
        given().header("Authorization", Tokens.bearer("customer", "acme", "ana"))
                .get("/availability")
                .then()
                .statusCode(400)
                .body("violations.field", equalTo(List.of("service", "from", "to")));
        given().header("Authorization", Tokens.bearer("customer", "acme", "ana"))
                .queryParam("service", "CONSULT")
                .get("/availability")
                .then()
                .statusCode(400)
                .body("violations.field", equalTo(List.of("partner", "from", "to")));
        given().get("/availability").then().statusCode(401);
    }
}
