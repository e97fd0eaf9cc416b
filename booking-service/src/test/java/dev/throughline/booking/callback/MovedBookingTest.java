package dev.throughline.booking.callback;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.throughline.kit.testing.Tokens;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Callbacks about a booking that is to move: each reference has its own news, and only those of the booking's change it. */
@QuarkusTest
@TestProfile(CallbackProfile.class)
class MovedBookingTest {

    private static final String FORMER = "2030-12-23T09:00:00Z";
    private static final String NEW = "2030-12-24T17:00:00Z";

    @Inject
    BookingBench bench;

    private String confirmed() {
        var booking = bench.held();
        tell(booking, "confirmed", 2);
        return booking;
    }

    /** A confirmed booking whose new start the partner holds. */
    private String moving() {
        var booking = confirmed();
        ask(booking, NEW, UUID.randomUUID().toString()).statusCode(202);
        bench.runDue();
        return booking;
    }

    private static ValidatableResponse ask(String booking, String start, String key) {
        return post("customer", "ana", key, "/bookings/" + booking + "/reschedule", Map.of("start", start));
    }

    private static ValidatableResponse post(
            String group, String subject, String key, String path, Map<String, String> body) {
        return given().header("Authorization", Tokens.bearer(group, "acme", subject))
                .header("Idempotency-Key", key)
                .contentType("application/json")
                .body(body)
                .post(path)
                .then();
    }

    private void tell(String reference, String status, long version) {
        PartnerCalls.tell(reference, status, version).statusCode(204);
        bench.runDue();
    }

    private void assertStayed(String booking, String state) {
        var now = bench.booking(booking);
        assertEquals(FORMER, now.getString("start"));
        assertEquals(booking, now.getString("partnerSync.reference"));
        assertEquals("confirmed", now.getString("partnerSync.state"));
        assertEquals("confirmed", now.getString("status"));
        assertEquals(state, now.getString("reschedule.state"));
    }

    /** The jobs that release a reference of the booking. */
    private List<String> released(String booking) {
        return bench.rows(
                "select payload ->> 'reference' from job where subject = 'booking/%s' and kind = 'partner.release'"
                        .formatted(booking));
    }

    @Test
    void aNewStartThatIsOnlyHeldMovesNothing() {
        var booking = moving();
        assertEquals("held", bench.booking(booking).getString("reschedule.partnerState"));

        tell(booking + "-r1", "held", 2);

        assertStayed(booking, "requested");
        assertEquals(List.of("2 changed 1", "2 rescheduling 1"), bench.callbacks(booking));
        assertEquals(List.of(), released(booking));
    }

    @Test
    void theConfirmationOfTheNewStartMovesTheBookingAndReleasesTheFormer() {
        var booking = moving();

        tell(booking + "-r1", "confirmed", 2);

        var moved = bench.booking(booking);
        assertEquals(NEW, moved.getString("start"));
        assertEquals("done", moved.getString("reschedule.state"));
        assertNull(moved.getString("reschedule.reason"));
        assertEquals(booking + "-r1", moved.getString("partnerSync.reference"));
        assertEquals(PartnerDesk.idOf(booking + "-r1"), moved.getString("partnerSync.reservationId"));
        assertEquals(moved.getString("reschedule.price"), moved.getString("price"));
        assertEquals(List.of(booking), released(booking));
        assertEquals(
                List.of("booking.placed", "booking.confirmed", "booking.rescheduling", "booking.rescheduled"),
                bench.rows(
                        ("select routing_key from outbox where aggregate = 'booking/%s' and routing_key like 'booking.%%' "
                                        + "order by seq")
                                .formatted(booking)));
    }

    @Test
    void newsOfTheFormerReservationDoNotTouchTheBookingThatHasMoved() {
        var booking = moving();
        tell(booking + "-r1", "confirmed", 2);

        tell(booking, "confirmed", 3);
        tell(booking, "cancelled", 4);

        var moved = bench.booking(booking);
        assertEquals("confirmed", moved.getString("status"));
        assertEquals(NEW, moved.getString("start"));
        assertEquals(List.of("2 changed 1", "2 changed 1", "3 surplus 1", "4 known 1"), bench.callbacks(booking));
    }

    @Test
    void aRejectionOfTheNewStartLeavesTheBookingWhereItWas() {
        var booking = moving();

        tell(booking + "-r1", "rejected", 2);

        assertStayed(booking, "rejected");
        assertEquals("Rejected by the partner.", bench.booking(booking).getString("reschedule.reason"));
        assertEquals(List.of(booking + "-r1"), released(booking));

        tell(booking + "-r1", "confirmed", 3);
        assertStayed(booking, "rejected");
    }

    @Test
    void aPartnerThatTakesTheFormerReservationBackEndsBoth() {
        var booking = moving();

        tell(booking, "cancelled", 3);

        var ended = bench.booking(booking);
        assertEquals("cancelling", ended.getString("status"));
        assertEquals("cancelled", ended.getString("reschedule.state"));
        assertEquals(
                List.of("1"),
                bench.rows("select count(*) from job where subject = 'booking/%s' and kind = 'partner.cancel'"
                        .formatted(booking)));
    }

    @Test
    void aReferenceThatTheBookingNeverHadIsNotIts() {
        var booking = moving();
        for (var reference :
                List.of(booking + "-r2", booking + "-r01", booking + "-r", booking + "-r99999", booking + "x")) {
            var id = PartnerCalls.newId();
            PartnerCalls.tell("harbour", id, reference, "confirmed", 9).statusCode(204);
            assertEquals(
                    List.of("1"),
                    bench.rows("select deliveries from callback_unmatched where webhook_id = '%s'".formatted(id)),
                    reference);
        }
        assertStayed(booking, "requested");
    }

    @Test
    void aRepeatedRequestIsTheSameMoveAtThePriceOfTheNewStart() {
        var booking = confirmed();
        var key = UUID.randomUUID().toString();

        var first = ask(booking, "2030-12-25T18:00:00Z", key).statusCode(202).extract();
        var again = ask(booking, "2030-12-25T18:00:00Z", key).statusCode(202).extract();

        assertEquals("true", again.header("Idempotency-Replayed"));
        assertEquals(first.asString(), again.asString());
        var answer = first.jsonPath();
        assertEquals("60.00", answer.getString("price.amount"));
        // 60.00, the evening's 20 % and the holiday's 50 %.
        assertEquals("102.00", answer.getString("reschedule.price.amount"));
        assertEquals(List.of("base", "evening", "holiday"), answer.getList("reschedule.breakdown.rule"));
        assertStayed(booking, "requested");
        assertEquals(
                List.of("1"),
                bench.rows("select count(*) from job where subject = 'booking/%s' and kind = 'partner.reschedule'"
                        .formatted(booking)));
    }

    @Test
    void whatCannotBeIsRefusedPrecisely() {
        var booking = confirmed();
        var reasons = Map.of(
                "2020-01-01T09:00:00Z",
                "must be in the future",
                "2030-12-24T09:01:00Z",
                "must be on a full five minutes",
                FORMER,
                "is when the visit is booked for already");
        reasons.forEach((start, reason) -> {
            var refused = ask(booking, start, UUID.randomUUID().toString())
                    .statusCode(400)
                    .extract()
                    .jsonPath();
            assertEquals(List.of("start"), refused.getList("violations.field"));
            assertEquals(List.of(reason), refused.getList("violations.message"));
        });
        assertNull(bench.booking(booking).get("reschedule"));
        ask(bench.placed("harbour"), NEW, UUID.randomUUID().toString()).statusCode(409);
        post("auditor", "a", UUID.randomUUID().toString(), "/bookings/" + booking + "/reschedule", Map.of("start", NEW))
                .statusCode(403);
    }

    @Test
    void whileAMoveIsUnderWayThereIsNoOtherAndAVisitThatBeginsEndsIt() {
        var booking = moving();

        var refused = ask(booking, "2030-12-27T09:00:00Z", UUID.randomUUID().toString())
                .statusCode(409)
                .extract()
                .jsonPath();
        assertEquals("rescheduling", refused.getString("currentState"));
        assertEquals(List.of("cancel", "check-in", "complete", "no-show"), refused.getList("allowed"));
        post("operator", "otto", UUID.randomUUID().toString(), "/bookings/" + booking + "/check-in", Map.of())
                .statusCode(202);

        assertStayed(booking, "cancelled");
        assertEquals(List.of(booking + "-r1"), released(booking));
        tell(booking + "-r1", "confirmed", 2);
        assertStayed(booking, "cancelled");
        ask(booking, NEW, UUID.randomUUID().toString()).statusCode(409);
    }

    @Test
    void aCancellationEndsTheMoveAsWell() {
        var booking = moving();

        post(
                        "customer",
                        "ana",
                        UUID.randomUUID().toString(),
                        "/bookings/" + booking + "/cancel",
                        Map.of("reason", "Not at all, then."))
                .statusCode(202);
        tell(booking + "-r1", "confirmed", 2);

        var ended = bench.booking(booking);
        assertEquals("cancelling", ended.getString("status"));
        assertEquals("cancelled", ended.getString("reschedule.state"));
        assertEquals(FORMER, ended.getString("start"));
    }
}
