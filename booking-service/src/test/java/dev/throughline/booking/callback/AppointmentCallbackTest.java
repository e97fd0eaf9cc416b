package dev.throughline.booking.callback;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.kit.testing.Tokens;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the rest-hook of a FHIR server does to a booking: at most once, in any order the same, and on record whatever it does. */
@QuarkusTest
@TestProfile(CallbackProfile.class)
class AppointmentCallbackTest {

    /** What the Appointment was, one version after the other. */
    private static final List<List<String>> HISTORIES = List.of(
            List.of("proposed", "booked"),
            List.of("proposed", "pending", "booked", "cancelled"),
            List.of("proposed", "entered-in-error"),
            List.of("proposed", "booked", "arrived"),
            List.of("booked", "waitlist", "cancelled"));

    @Inject
    BookingBench bench;

    private static void tell(String booking, String status, long version) {
        PartnerCalls.tellAppointment(booking, status, version).statusCode(200);
    }

    @Test
    void itIsAcceptedAtOnceAndAppliedLater() {
        var booking = bench.held("hospital");

        tell(booking, "booked", 2);

        assertEquals("pending", bench.booking(booking).getString("status"));
        assertEquals(List.of("2 null 1"), bench.callbacks(booking));
        bench.runDue();
        assertEquals("confirmed", bench.booking(booking).getString("status"));
        assertEquals(List.of("2 changed 1"), bench.callbacks(booking));
        assertEquals(
                List.of("hospital Appointment/R-%s/_history/2 confirmed".formatted(booking)),
                bench.rows("select partner, webhook_id, state from partner_callback where booking = '%s'"
                        .formatted(booking)));
    }

    @Test
    void aRedeliveryHoursLaterChangesNothingAndIsOnRecord() {
        var booking = bench.held("hospital");
        tell(booking, "booked", 2);
        tell(booking, "booked", 2);
        bench.runDue();
        var confirmed = bench.booking(booking).getString("");
        bench.update("update partner_callback set received_at = received_at - interval '7 hours', "
                + "applied_at = applied_at - interval '7 hours' where booking = '%s'".formatted(booking));

        tell(booking, "booked", 2);
        bench.runDue();

        assertEquals(confirmed, bench.booking(booking).getString(""));
        assertEquals(List.of("2 changed 3"), bench.callbacks(booking));
    }

    @Test
    void redeliveriesAtTheSameTimeAreOneCallback() throws Exception {
        var booking = bench.held("hospital");
        var threads = Executors.newFixedThreadPool(8);
        List<Callable<Integer>> calls = IntStream.range(0, 16)
                .<Callable<Integer>>mapToObj(i -> () -> PartnerCalls.tellAppointment(booking, "booked", 2)
                        .extract()
                        .statusCode())
                .toList();
        for (var call : threads.invokeAll(calls)) {
            assertEquals(200, call.get());
        }
        threads.shutdown();

        bench.runDue();

        assertEquals(List.of("2 changed 16"), bench.callbacks(booking));
    }

    @Test
    void olderVersionsAreOnRecordAndChangeNothing() {
        var booking = bench.held("hospital");
        tell(booking, "cancelled", 4);
        bench.runDue();
        var cancelled = bench.state(booking);

        tell(booking, "booked", 3);
        tell(booking, "proposed", 1);
        bench.runDue();

        assertEquals(cancelled, bench.state(booking));
        assertEquals(List.of("4 changed 1", "3 known 1", "1 known 1"), bench.callbacks(booking));
    }

    static Stream<List<String>> histories() {
        return HISTORIES.stream();
    }

    @ParameterizedTest
    @MethodSource("histories")
    void everyOrderOfTheVersionsEndsInTheSameState(List<String> history) {
        var ends = new ArrayList<String>();
        for (var order : CallbackTest.orders(history.size())) {
            var each = bench.held("hospital");
            for (var version : order) {
                tell(each, history.get(version - 1), version);
                bench.runDue();
            }
            ends.add(end(each));
        }
        var together = bench.held("hospital");
        IntStream.rangeClosed(1, history.size()).forEach(version -> tell(together, history.get(version - 1), version));
        bench.runDue();
        ends.add(end(together));

        assertEquals(List.of(ends.get(0)), ends.stream().distinct().toList());
    }

    private String end(String booking) {
        return bench.state(booking).replace(booking, "the booking");
    }

    @Test
    void anAppointmentThatIsNotOursIsOnRecordAndHasNoEffect() {
        var booking = bench.held("hospital");
        var before = bench.state(booking);
        var id = PartnerDesk.idOf(booking);
        var another = PartnerCalls.appointment(booking, "cancelled", 9).replace("urn:throughline", "urn:another");

        PartnerCalls.put(id, another).statusCode(200);
        PartnerCalls.put(id, another).statusCode(200);
        PartnerCalls.tellAppointment("nobodys", "booked", 2).statusCode(200);
        bench.runDue();

        assertEquals(before, bench.state(booking));
        assertEquals(List.of(), bench.callbacks(booking));
        var unmatched = bench.unmatched("hospital");
        assertTrue(unmatched.contains("Appointment/%s/_history/9 2".formatted(id)), unmatched::toString);
        assertTrue(unmatched.contains("Appointment/R-nobodys/_history/2 1"), unmatched::toString);
    }

    @Test
    void aPartnerCannotTellOfAnotherPartnersBooking() {
        var booking = bench.held();
        var before = bench.state(booking);

        tell(booking, "cancelled", 9);
        bench.runDue();

        assertEquals(before, bench.state(booking));
        assertEquals(List.of(), bench.callbacks(booking));
    }

    @Test
    void aSecondAppointmentOfABookingHasItLookedUp() {
        var booking = bench.held("hospital");
        var second = PartnerCalls.appointment(booking, "booked", 1).replace("\"R-", "\"S-");

        PartnerCalls.put("S-" + booking, second).statusCode(200);
        bench.runDue();

        assertEquals("pending", bench.booking(booking).getString("status"));
        assertEquals(List.of("1 surplus 1"), bench.callbacks(booking));
    }

    @Test
    void aVisitThatThePartnerHasMovedIsComparedWithThePartner() {
        var booking = bench.held("hospital");
        var moved = PartnerCalls.appointment(booking, "booked", 2).replace("T09:00", "T11:00");

        PartnerCalls.put(PartnerDesk.idOf(booking), moved).statusCode(200);
        bench.runDue();

        assertEquals(
                List.of("1"),
                bench.rows("select count(*) from job where kind = 'partner.verify' and subject = 'booking/%s'"
                        .formatted(booking)));
        assertEquals("2030-12-23T09:00:00Z", bench.booking(booking).getString("start"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "+999999999-01-01T00:00:00Z", "-0001-01-01T00:00:00Z", "2030-12-23"})
    void aStartThatIsNoTimeSaysNothing(String start) {
        var booking = bench.held("hospital");
        var strange = PartnerCalls.appointment(booking, "booked", 2).replace("2030-12-23T09:00:00Z", start);

        PartnerCalls.put(PartnerDesk.idOf(booking), strange).statusCode(200);
        bench.runDue();

        assertEquals("confirmed", bench.booking(booking).getString("status"));
        assertEquals(
                List.of("null"),
                bench.rows("select start_at from partner_callback where booking = '%s'".formatted(booking)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer " + PartnerDesk.OLD_TOKEN, "bearer " + PartnerDesk.NEW_TOKEN})
    void theOldAndTheNewSecretAreAcceptedWhileItIsRotated(String authorization) {
        var body = PartnerCalls.appointment("nobodys", "booked", 7);
        PartnerCalls.put("hospital", authorization, "R-nobodys", body).statusCode(200);
    }

    @Test
    void whoeverShowsNoSecretOfThePartnerIsRefused() {
        var before = bench.recorded();
        var body = PartnerCalls.appointment("nobodys", "booked", 8);
        var shown = new ArrayList<>(List.of(
                "",
                "Bearer",
                "Bearer ",
                "Bearer " + PartnerDesk.NEW_TOKEN + "x",
                "Bearer " + PartnerDesk.NEW_TOKEN.substring(1),
                "Bearer " + PartnerDesk.OLD_SECRET,
                "Basic " + PartnerDesk.NEW_TOKEN,
                PartnerDesk.NEW_TOKEN,
                Tokens.bearer("operator", "acme", "otto")));
        shown.add(null);
        for (var authorization : shown) {
            problem(PartnerCalls.put("hospital", authorization, "R-nobodys", body), 401, "unauthenticated");
        }
        problem(
                given().contentType("application/fhir+json")
                        .header("Authorization", "Bearer " + PartnerDesk.NEW_TOKEN, "Bearer " + PartnerDesk.NEW_TOKEN)
                        .body(body)
                        .put("/partners/hospital/callbacks/Appointment/R-nobodys")
                        .then(),
                401,
                "unauthenticated");
        assertEquals(before, bench.recorded());
    }

    @Test
    void aPartnerWithoutAFhirServerHasNoAppointments() {
        var body = PartnerCalls.appointment("nobodys", "booked", 8);
        for (var partner : List.of("nobody", "harbour")) {
            problem(PartnerCalls.put(partner, "Bearer " + PartnerDesk.NEW_TOKEN, "R-nobodys", body), 404, "not-found");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{}",
                "{\"resourceType\":\"Patient\",\"id\":\"R-x\",\"status\":\"booked\",\"meta\":{\"versionId\":\"1\"}}",
                "{\"resourceType\":\"Appointment\",\"id\":\"R-x\",\"status\":\"booked\"}",
                "{\"resourceType\":\"Appointment\",\"id\":\"R-x\",\"status\":\"lost\",\"meta\":{\"versionId\":\"1\"}}",
                "{\"resourceType\":\"Appointment\",\"id\":\"R-y\",\"status\":\"booked\",\"meta\":{\"versionId\":\"1\"}}",
                "{\"resourceType\":\"Appointment\",\"id\":\"R-x\",\"status\":\"booked\",\"meta\":{\"versionId\":\"a b\"}}",
                "{\"resourceType\":\"Appointment\",\"id\":\"R-x\",\"status\":\"booked\",\"meta\":{\"versionId\":\"a\"}}"
            })
    void whatIsNoVersionOfThisAppointmentIsRefused(String body) {
        var before = bench.recorded();

        problem(PartnerCalls.put("R-x", body), 400, "invalid-request");

        assertEquals(before, bench.recorded());
    }

    @Test
    void whatIsTooDeepIsRefused() {
        var deep = "{\"x\":" + "[".repeat(1_100) + "]".repeat(1_100) + "}";
        problem(PartnerCalls.put("R-x", deep), 400, "invalid-request");
    }

    @Test
    void whatIsTooLargeIsRefused() {
        var body = PartnerCalls.appointment("x", "booked", 1)
                .replace("\"start\"", "\"comment\": \"%s\", \"start\"".formatted("x".repeat(300_000)));

        problem(PartnerCalls.put("R-x", body), 413, "too-large");
    }

    private static void problem(ValidatableResponse response, int status, String type) {
        response.statusCode(status)
                .contentType("application/problem+json")
                .body("type", equalTo("https://throughline.dev/problems/" + type))
                .body("action", equalTo("fix_request"));
    }
}
