package dev.throughline.booking.partner;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.booking.booking.Bookings;
import dev.throughline.kit.job.JobSettings;
import dev.throughline.kit.job.OwnContext;
import dev.throughline.kit.roles.Roles;
import dev.throughline.kit.testing.Tokens;
import dev.throughline.kit.work.UnitOfWork;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Live bookings against a real partner, whose side drifts away from ours. */
@QuarkusTest
@TestProfile(DriftProfile.class)
class DriftIT extends BookingAtTheSandbox {

    private static final Predicate<FaultyWay.Passage> LOOK_UP =
            passage -> passage.method().equals("GET");

    @Inject
    DriftSweep sweep;

    @Inject
    DriftLedger ledger;

    @Inject
    Bookings bookings;

    @Inject
    PartnerJobs jobs;

    @Inject
    UnitOfWork unitOfWork;

    @Inject
    OwnContext ownContext;

    @Inject
    DriftSettings settings;

    @Inject
    JobSettings jobSettings;

    @Inject
    Roles roles;

    @Inject
    Vertx vertx;

    @Inject
    MeterRegistry meters;

    @BeforeAll
    static void openTheDesk() {
        open(Map.of("SANDBOX_CONFIRM_AFTER", "PT5H"));
    }

    @BeforeEach
    void nothingIsDue() {
        bench.update(
                "update booking set last_compared_at = '9999-01-01'",
                "update job set state = 'cancelled', finished_at = now() where kind = 'partner.verify' and state in ('queued', 'failed')");
        nextStep();
    }

    /** Of those placed so far, only {@code booking} is due. */
    private void onlyDue(String booking) {
        bench.update(
                "update booking set last_compared_at = '9999-01-01'",
                "update booking set last_compared_at = '1970-01-01 00:00:00+00' where id = '%s'".formatted(booking));
    }

    private void nextStep() {
        bench.update("update drift_step set next_at = '1970-01-01 00:00:00+00'");
    }

    private static <T> T got(Uni<T> uni) {
        return uni.await().atMost(LIMIT);
    }

    /** A booking that meridian has confirmed. */
    private String confirmed() {
        var booking = bench.placed("meridian");
        bench.runDue();
        assertEquals("confirmed", bench.booking(booking).getString("status"));
        return booking;
    }

    /** Has the one booking that is due compared. */
    private void compare() {
        nextStep();
        assertEquals(1, got(sweep.step()));
        bench.runDue();
    }

    /** The partner changes the reservation of {@code booking}, and tells nobody. */
    private void drift(String booking, String change) {
        var id = bench.booking(booking).getString("partnerSync.reservationId");
        Wire.send("PUT", sandbox.resolve("/sandbox/reservations/" + id), JSON, change);
    }

    private static JsonNode partnersLedger(String reference) {
        return Wire.send("GET", sandbox.resolve("/sandbox/reservations?reference=" + reference), JSON, null);
    }

    private List<String> verifications(String booking) {
        return bench.rows("select state from job where kind = 'partner.verify' and subject = 'booking/%s' order by id"
                .formatted(booking));
    }

    private List<String> details(String booking) {
        return bench.rows(
                ("select a.detail from job j join job_attempt a on a.job = j.id where j.kind = 'partner.verify' "
                                + "and j.subject = 'booking/%s' order by a.number")
                        .formatted(booking));
    }

    private List<String> events(String booking) {
        return bench.rows(
                ("select routing_key from outbox where aggregate = 'booking/%s' and routing_key like 'booking.%%' "
                                + "order by seq")
                        .formatted(booking));
    }

    private double counted(String result) {
        return meters.counter("throughline.drift.comparisons", "partner", "meridian", "result", result)
                .count();
    }

    private void assertAttention(String booking, String words) {
        var now = bench.booking(booking);
        assertEquals("confirmed", now.getString("status"));
        assertTrue(now.getString("attention.reason").contains(words), () -> now.getString("attention.reason"));
        assertEquals(List.of("dead_letter"), verifications(booking));
        assertEquals(List.of("booking.placed", "booking.confirmed", "booking.needs-attention"), events(booking));
    }

    @Test
    void whatIsEqualIsVerifiedAndNothingElseChanges() {
        var booking = confirmed();
        var before = bench.booking(booking);
        var equal = counted("equal");

        compare();

        var after = bench.booking(booking);
        assertNotNull(after.getString("partnerSync.lastVerifiedAt"));
        assertEquals(before.getInt("version"), after.getInt("version"));
        assertEquals(before.getString("updatedAt"), after.getString("updatedAt"));
        assertEquals(List.of("succeeded"), verifications(booking));
        assertEquals(
                List.of("reserve"),
                bench.rows("select operation from partner_attempt where booking = '%s'".formatted(booking)));
        assertEquals(equal + 1, counted("equal"));
    }

    @Test
    void aCancellationThatThePartnerHasNotToldEndsTheBookingAsItsCallbackWould() {
        var booking = confirmed();
        drift(booking, "{\"status\": \"cancelled\"}");
        var repaired = counted("repaired");

        compare();

        var ended = bench.booking(booking);
        assertEquals("cancelled", ended.getString("status"));
        assertEquals("Cancelled by the partner.", ended.getString("statusReason"));
        assertEquals(
                List.of("booking.placed", "booking.confirmed", "booking.cancelling", "booking.cancelled"),
                events(booking));
        var found = bench.rows(
                "select detail from partner_attempt where booking = '%s' and operation = 'find'".formatted(booking));
        assertTrue(found.get(0).contains("as cancelled in version 2, of which it had not told us"), found::toString);
        assertEquals(repaired + 1, counted("repaired"));
        nextStep();
        assertEquals(0, got(sweep.step()));
    }

    @Test
    void aConfirmationThatThePartnerHasNotToldConfirmsTheBooking() {
        var booking = bench.held();
        assertEquals("pending", bench.booking(booking).getString("status"));
        drift(booking, "{\"status\": \"confirmed\"}");

        compare();

        var now = bench.booking(booking);
        assertEquals("confirmed", now.getString("status"));
        assertNotNull(now.getString("partnerSync.lastVerifiedAt"));
    }

    @Test
    void duplicatesAreCancelledAndTheReservationTheCustomerWasToldOfStays() {
        var booking = confirmed();
        var told = bench.booking(booking).getString("partnerSync.reservationId");
        Wire.send("POST", sandbox.resolve("/reservations"), JSON, """
                {"reference": "%s", "service": "CONSULT", "start": "2030-12-23T09:00:00Z", "customer": "Ana Dvořák"}
                """.formatted(booking));

        compare();

        assertEquals(2, partnersLedger(booking).size());
        partnersLedger(booking)
                .forEach(each -> assertEquals(
                        each.path("id").asText().equals(told) ? "confirmed" : "cancelled",
                        each.path("status").asText()));
        assertEquals(told, bench.booking(booking).getString("partnerSync.reservationId"));
        assertEquals("confirmed", bench.booking(booking).getString("status"));
        assertNull(bench.booking(booking).get("attention"));
    }

    @Test
    void whatThePartnerNoLongerHasIsForAPersonAndIsNotReservedAnew() {
        var booking = confirmed();
        Wire.send("DELETE", sandbox.resolve("/sandbox/reservations"), JSON, null);
        var attention = counted("attention");

        compare();

        assertAttention(booking, "no longer shows reservation");
        assertEquals(0, partnersLedger(booking).size());
        assertEquals(attention + 1, counted("attention"));
        bench.update("update booking set last_compared_at = '9999-01-01' where id <> '%s'".formatted(booking));
        time.advance(Duration.ofDays(2));
        nextStep();
        assertEquals(0, got(sweep.step()), "a person is asked already");
    }

    @Test
    void aHeldReservationThatThePartnerNoLongerHasNeedsAttention() {
        var booking = bench.held();
        Wire.send("DELETE", sandbox.resolve("/sandbox/reservations"), JSON, null);

        compare();

        var now = bench.booking(booking);
        assertEquals("needs_attention", now.getString("status"));
        assertTrue(now.getString("attention.reason").contains("no longer shows reservation"));
    }

    @Test
    void anotherStartAtThePartnerIsForAPersonWhoseReplayComparesAgain() {
        var booking = confirmed();
        drift(booking, "{\"start\": \"2030-12-23T11:00:00Z\"}");

        compare();

        assertAttention(booking, "at 2030-12-23T11:00:00Z, and the visit is booked for 2030-12-23T09:00:00Z");
        drift(booking, "{\"start\": \"2030-12-23T09:00:00Z\"}");
        replay(bench.booking(booking).getString("attention.job"));
        assertNull(bench.booking(booking).get("attention"));
        bench.runDue();
        assertEquals(List.of("succeeded"), verifications(booking));
        assertNotNull(bench.booking(booking).getString("partnerSync.lastVerifiedAt"));
    }

    private static void replay(String job) {
        given().header("Authorization", Tokens.bearer("operator", "acme", "olga"))
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .contentType(JSON)
                .body(Map.of("reason", "The partner has put it right."))
                .post("/jobs/{job}/replay", job)
                .then()
                .statusCode(202);
    }

    @Test
    void oldNewsThatContradictWhatWeWereToldAreForAPerson() {
        var booking = confirmed();
        bench.update("update booking set partner_version = 9 where id = '%s'".formatted(booking));
        drift(booking, "{\"status\": \"cancelled\"}");

        compare();

        assertAttention(booking, "as cancelled in version 2, and had told us that it is confirmed in version 9");
    }

    @Test
    void aPartnerThatOnlyHoldsWhatItHadConfirmedIsForAPerson() {
        var booking = confirmed();
        drift(booking, "{\"status\": \"held\"}");

        compare();

        assertAttention(booking, "and now only holds it");
    }

    @Test
    void aBookingThatChangesBetweenLookUpAndRecordIsNotOverwritten() {
        var booking = confirmed();
        Wire.send("DELETE", sandbox.resolve("/sandbox/reservations"), JSON, null);
        way.strike(LOOK_UP, FaultyWay.onceBefore(() -> cancel(booking)));
        var outdated = counted("outdated");

        compare();

        assertEquals(outdated + 1, counted("outdated"));
        time.advance(Duration.ofSeconds(2));
        bench.runDue();
        assertEquals(List.of("succeeded"), verifications(booking));
        assertEquals(
                List.of(
                        "The booking has changed since the look-up; looking again.",
                        "There is nothing to compare any more."),
                details(booking));
        assertEquals(
                List.of("booking.placed", "booking.confirmed", "booking.cancelling", "booking.cancelled"),
                events(booking));
    }

    private static void cancel(String booking) {
        given().header("Authorization", Tokens.bearer("customer", "acme", "ana"))
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .contentType(JSON)
                .body(Map.of("reason", "Not at all, then."))
                .post("/bookings/{booking}/cancel", booking)
                .then()
                .statusCode(202);
    }

    @Test
    void aLookUpThatFailsIsTriedAgain() {
        var booking = confirmed();
        way.strike(LOOK_UP, FaultyWay.answerBefore(500, "{}"));

        compare();

        assertEquals(List.of("failed"), verifications(booking));
        way.clear();
        time.advance(Duration.ofMinutes(1));
        bench.runDue();
        assertEquals(List.of("succeeded"), verifications(booking));
        assertNotNull(bench.booking(booking).getString("partnerSync.lastVerifiedAt"));
    }

    @Test
    void aLookUpThatKeepsFailingIsLeftToTheNextRound() {
        var booking = confirmed();
        way.strike(LOOK_UP, FaultyWay.answerBefore(500, "{}"));

        compare();
        for (var n = 0; n < 7; n++) {
            time.advance(Duration.ofMinutes(6));
            bench.runDue();
        }

        assertEquals(List.of("succeeded"), verifications(booking));
        var details = details(booking);
        assertEquals(8, details.size());
        assertTrue(details.get(7).startsWith("Not compared, until the next round"), details::toString);
        var now = bench.booking(booking);
        assertNull(now.get("attention"));
        assertNull(now.getString("partnerSync.lastVerifiedAt"));
    }

    @Test
    void aPartnerThatIsLeftAloneIsAskedLater() {
        var booking = confirmed();
        var other = confirmed();
        onlyDue(booking);
        assertEquals(1, got(sweep.step()));
        onlyDue(other);
        leaveAlone();

        bench.runDue();
        nextStep();
        assertEquals(0, got(sweep.step()), "it is left alone");
        assertEquals(List.of("queued"), verifications(booking));
        assertEquals(List.of(), verifications(other));

        time.advance(Duration.ofHours(2));
        bench.runDue();
        Awaitility.await().atMost(LIMIT).until(() -> !partners.named("meridian").isLeftAlone());
        // Another job may have been the one that tried the partner.
        time.advance(Duration.ofMinutes(5));
        bench.runDue();
        assertEquals(List.of("succeeded"), verifications(booking));
        assertNotNull(bench.booking(booking).getString("partnerSync.lastVerifiedAt"));
        onlyDue(other);
        compare();
        assertEquals(List.of("succeeded"), verifications(other));
    }

    /** Five bookings: compared long ago in this order, but for the last, which never was. */
    private List<String> five() {
        var five = IntStream.range(0, 5).mapToObj(n -> confirmed()).toList();
        bench.update("update booking set last_compared_at = '9999-01-01'");
        for (var n = 0; n < 5; n++) {
            var at = n == 4 ? "1970-01-01" : "2020-01-01 00:0%d".formatted(n);
            bench.update("update booking set last_compared_at = '%s+00' where id = '%s'".formatted(at, five.get(n)));
        }
        return five;
    }

    private List<String> due() {
        return bench.rows(
                "select substring(subject from 9) from job where kind = 'partner.verify' and state = 'queued' "
                        + "order by id");
    }

    @Test
    void whatWasNeverComparedComesFirstThenWhatWasLongestAgoAtItsPace() {
        var five = five();

        assertEquals(3, got(sweep.step()));
        assertEquals(List.of(five.get(4), five.get(0), five.get(1)), due());
        assertEquals(0, got(sweep.step()), "it is not time");
        time.advance(Duration.ofSeconds(10));
        assertEquals(2, got(sweep.step()));
        assertEquals(List.of(five.get(4), five.get(0), five.get(1), five.get(2), five.get(3)), due());

        bench.runDue();
        time.advance(Duration.ofHours(1));
        assertEquals(0, got(sweep.step()), "none is due again");
        time.advance(Duration.ofDays(1));
        assertEquals(3, got(sweep.step()));
        bench.runDue();
    }

    @Test
    void ofTwoProcessesOneEnqueuesAndAnotherCarriesOnAfterARestart() {
        var five = five();
        var other = another();

        var begun = got(Uni.join()
                .all(IntStream.range(0, 10)
                        .mapToObj(n -> (n % 2 == 0 ? sweep : other).step())
                        .toList())
                .andFailFast());

        assertEquals(3, begun.stream().mapToInt(each -> each).sum());
        assertEquals(3, due().size());
        time.advance(Duration.ofSeconds(10));
        assertEquals(2, got(another().step()));
        assertEquals(five.stream().sorted().toList(), due().stream().sorted().toList());
        bench.runDue();
    }

    private DriftSweep another() {
        return new DriftSweep(
                ledger, partners, bookings, jobs, unitOfWork, ownContext, settings, jobSettings, roles, time, vertx);
    }

    @Test
    void whatIsComparedAlreadyIsNotEnqueuedTwice() {
        var booking = confirmed();
        assertEquals(1, got(sweep.step()));
        bench.update(
                "update booking set last_compared_at = '1970-01-01 00:00:00+00' where id = '%s'".formatted(booking));

        nextStep();
        got(sweep.step());

        assertEquals(List.of("queued"), verifications(booking));
        bench.runDue();
    }

    @Test
    void aPartnerForWhichEnoughWaitGetsNoMore() {
        var first = confirmed();
        var second = confirmed();
        onlyDue(first);
        assertEquals(1, got(sweep.step()));
        assertEquals(List.of("queued"), verifications(first));
        onlyDue(second);
        var asked = List.of("meridian", "harbour");

        assertEquals(List.of(), got(ledger.due(asked, 1, 10)));
        assertEquals(
                List.of(second),
                got(ledger.due(asked, 2, 10)).stream()
                        .map(each -> each.booking().toString())
                        .toList());
        bench.runDue();
        assertEquals(List.of("succeeded"), verifications(first));
    }

    @Test
    void visitsThatHaveBeenAndBookingsJustPlacedAreLeftOut() {
        var been = confirmed();
        var neverCompared = confirmed();
        var justPlaced = confirmed();
        bench.update(
                "update booking set start_at = now() - interval '1 hour' where id in ('%s', '%s')"
                        .formatted(been, neverCompared),
                "update booking set last_compared_at = '2020-01-01' where id = '%s'".formatted(been),
                "update booking set created_at = now() + interval '1 hour' where id = '%s'".formatted(justPlaced));

        assertEquals(0, got(sweep.step()));

        assertEquals(
                List.of("9999", "1970", "1970"),
                Stream.of(been, neverCompared, justPlaced)
                        .map(each -> bench.rows(
                                        "select extract(year from last_compared_at at time zone 'UTC')::int from booking where id = '%s'"
                                                .formatted(each))
                                .get(0))
                        .toList());
    }

    @Test
    void bookingsOfAllTenantsAreComparedEachAsItsOwn() {
        var ours = confirmed();
        var theirs = confirmed();
        bench.update("update booking set tenant = 'globex' where id = '%s'".formatted(theirs));

        assertEquals(2, got(sweep.step()));

        assertEquals(
                List.of("acme", "globex"),
                Stream.of(ours, theirs)
                        .map(each -> bench.rows(
                                        "select tenant from job where kind = 'partner.verify' and subject = 'booking/%s'"
                                                .formatted(each))
                                .get(0))
                        .toList());
        bench.runDue();
        assertEquals(List.of("succeeded"), verifications(theirs));
        bench.update("update booking set tenant = 'acme' where id = '%s'".formatted(theirs));
    }
}
