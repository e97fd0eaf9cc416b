package dev.throughline.booking.callback;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a callback does to its booking: at most once, in any order the same, and on record whatever it does. */
@QuarkusTest
@TestProfile(CallbackProfile.class)
class CallbackTest {

    /** What the partner's reservation was, one version after the other. */
    private static final List<List<String>> HISTORIES = List.of(
            List.of("held", "confirmed"),
            List.of("held", "rejected"),
            List.of("held", "confirmed", "cancelled"),
            List.of("held", "cancelled"),
            List.of("confirmed", "held", "cancelled"));

    @Inject
    BookingBench bench;

    @Test
    void itIsAcceptedAtOnceAndAppliedLater() {
        var booking = bench.held();

        PartnerCalls.tell(booking, "confirmed", 2).statusCode(204);

        assertEquals("pending", bench.booking(booking).getString("status"));
        assertEquals(List.of("2 null 1"), bench.callbacks(booking));
        bench.runDue();
        assertEquals("confirmed", bench.booking(booking).getString("status"));
        assertEquals("confirmed", bench.booking(booking).getString("partnerSync.state"));
        assertEquals(List.of("2 changed 1"), bench.callbacks(booking));
        assertEquals(List.of("changed"), events(booking));
    }

    @Test
    void aRepetitionChangesNothingAndIsOnRecord() {
        var booking = bench.held();
        var id = PartnerCalls.newId();
        PartnerCalls.tell(id, booking, "confirmed", 2).statusCode(204);
        PartnerCalls.tell(id, booking, "confirmed", 2).statusCode(204);
        bench.runDue();
        var confirmed = bench.booking(booking).getString("");

        PartnerCalls.tell(id, booking, "confirmed", 2).statusCode(204);
        bench.runDue();

        assertEquals(confirmed, bench.booking(booking).getString(""));
        assertEquals(List.of("2 changed 3"), bench.callbacks(booking));
        assertEquals(List.of("changed"), events(booking));
    }

    @Test
    void repetitionsAtTheSameTimeAreOneCallback() throws Exception {
        var booking = bench.held();
        var id = PartnerCalls.newId();
        var threads = Executors.newFixedThreadPool(8);
        List<Callable<Integer>> calls = IntStream.range(0, 16)
                .<Callable<Integer>>mapToObj(i -> () ->
                        PartnerCalls.tell(id, booking, "confirmed", 2).extract().statusCode())
                .toList();
        for (var call : threads.invokeAll(calls)) {
            assertEquals(204, call.get());
        }
        threads.shutdown();

        bench.runDue();

        assertEquals(List.of("2 changed 16"), bench.callbacks(booking));
        assertEquals(List.of("changed"), events(booking));
    }

    @Test
    void oldNewsAreOnRecordAndChangeNothing() {
        var booking = bench.held();
        PartnerCalls.tell(booking, "cancelled", 3);
        bench.runDue();
        var cancelled = bench.state(booking);

        PartnerCalls.tell(booking, "confirmed", 2).statusCode(204);
        PartnerCalls.tell(booking, "held", 1).statusCode(204);
        PartnerCalls.tell(booking, "cancelled", 3).statusCode(204);
        bench.runDue();

        assertEquals(cancelled, bench.state(booking));
        assertEquals(List.of("3 changed 1", "2 known 1", "1 known 1", "3 known 1"), bench.callbacks(booking));
        assertEquals(List.of("changed", "known", "known", "known"), events(booking));
    }

    static Stream<List<String>> histories() {
        return HISTORIES.stream();
    }

    @ParameterizedTest
    @MethodSource("histories")
    void everyOrderOfWhatThePartnerToldEndsInTheSameState(List<String> history) {
        var ends = new ArrayList<String>();
        for (var order : orders(history.size())) {
            var held = bench.held();
            order.forEach(version -> tellAndApply("harbour", held, history.get(version - 1), version));
            ends.add(end(held));
            var unknown = bench.unknown();
            order.forEach(version -> tellAndApply("meridian", unknown, history.get(version - 1), version));
            ends.add(end(unknown));
        }
        var together = bench.held();
        IntStream.rangeClosed(1, history.size())
                .forEach(version -> PartnerCalls.tell(together, history.get(version - 1), version));
        bench.runDue();
        ends.add(end(together));

        assertEquals(List.of(ends.get(0)), ends.stream().distinct().toList());
    }

    private void tellAndApply(String partner, String booking, String status, long version) {
        PartnerCalls.tell(partner, PartnerCalls.newId(), booking, status, version)
                .statusCode(204);
        bench.runDue();
    }

    private String end(String booking) {
        return bench.state(booking).replace(booking, "the booking");
    }

    /** Every order of the versions from 1 to {@code size}. */
    static List<List<Integer>> orders(int size) {
        if (size == 0) {
            return List.of(List.of());
        }
        var orders = new ArrayList<List<Integer>>();
        for (var shorter : orders(size - 1)) {
            for (var at = 0; at < size; at++) {
                var order = new ArrayList<>(shorter);
                order.add(at, size);
                orders.add(order);
            }
        }
        return orders;
    }

    @Test
    void newsOfASecondReservationHaveItLookedUp() {
        var booking = bench.held();
        var second = PartnerCalls.body(booking, "confirmed", 1).replace("\"R-", "\"S-");

        PartnerCalls.send("harbour", PartnerCalls.newId(), second).statusCode(204);
        bench.runDue();

        assertEquals("pending", bench.booking(booking).getString("status"));
        assertEquals(List.of("1 surplus 1"), bench.callbacks(booking));
    }

    @Test
    void newsThatFitNoBookingAreOnRecordWithTheirRepetitions() {
        var id = PartnerCalls.newId();
        PartnerCalls.tell("meridian", id, "nobodys", "confirmed", 2).statusCode(204);
        PartnerCalls.tell("meridian", id, "nobodys", "confirmed", 2).statusCode(204);

        assertTrue(bench.unmatched("meridian").contains(id + " 2"), () -> "" + bench.unmatched("meridian"));
    }

    @Test
    void aPartnerCannotTellOfAnotherPartnersBooking() {
        var booking = bench.held();
        var before = bench.state(booking);
        var id = PartnerCalls.newId();
        var body = PartnerCalls.body(booking, "cancelled", 9);

        PartnerCalls.send("summit", PartnerCalls.signed(PartnerDesk.SUMMITS_SECRET, id, Instant.now(), body), body)
                .statusCode(204);
        bench.runDue();

        assertEquals(before, bench.state(booking));
        assertEquals(List.of(), bench.callbacks(booking));
        assertTrue(bench.unmatched("summit").contains(id + " 1"), () -> "" + bench.unmatched("summit"));
    }

    @Test
    void ofWhatFitsNoBookingTheNewestStayForALimitedTime() {
        bench.update("delete from callback_unmatched");
        var ids = new ArrayList<String>();
        for (var i = 0; i < CallbackProfile.UNMATCHED_LIMIT + 3; i++) {
            ids.add(PartnerCalls.newId());
            PartnerCalls.tell("harbour", ids.get(i), "nobodys", "held", 1).statusCode(204);
        }
        var newest = ids.subList(3, ids.size()).stream().map(id -> id + " 1").toList();
        assertEquals(newest, bench.unmatched("harbour"));

        bench.update("update callback_unmatched set received_at = received_at - interval '91 days'");
        var last = PartnerCalls.newId();
        PartnerCalls.tell("harbour", last, "nobodys", "held", 1).statusCode(204);

        assertEquals(List.of(last + " 1"), bench.unmatched("harbour"));
    }

    @Test
    void theServiceMayNotReadWhatBelongsToNoTenant() {
        PartnerCalls.tell("nobodys", "held", 1).statusCode(204);
        var asService = "set role \"%s_app\"".formatted(System.getProperty("throughline.test.database"));

        for (var statement : List.of(
                "delete from callback_unmatched",
                "update callback_unmatched set reason = 'x'",
                "insert into callback_unmatched select * from callback_unmatched")) {
            var refusal = assertThrows(IllegalStateException.class, () -> bench.update(asService, statement));
            assertTrue(refusal.getMessage().contains("permission denied"), refusal::getMessage);
        }
    }

    @Test
    void thePartnersWordsAreKeptAsFarAsTheyCanBeShown() {
        var booking = bench.held();
        var body = PartnerCalls.body(booking, "rejected", 2)
                .replace(
                        "\"version\"",
                        "\"reason\":\"Closed\\u0000 \\ud800for \\nrepairs. %s\",\"version\""
                                .formatted("x".repeat(500)));

        PartnerCalls.send("harbour", PartnerCalls.newId(), body).statusCode(204);
        bench.runDue();

        var reason = bench.booking(booking).getString("statusReason");
        assertTrue(reason.startsWith("Closed for repairs. xxx"), reason);
        assertEquals(200, reason.length());
    }

    @Test
    void anOtherTenantDoesNotSeeIt() {
        var booking = bench.held();
        PartnerCalls.tell(booking, "confirmed", 2).statusCode(204);
        var asService = "set role \"%s_app\"".formatted(System.getProperty("throughline.test.database"));
        var touch = "update partner_callback set reason = reason where booking = '%s'".formatted(booking);

        assertEquals(0, bench.update(asService, touch));
        assertEquals(0, bench.update(asService, "set throughline.tenant = 'globex'", touch));
        assertEquals(1, bench.update(asService, "set throughline.tenant = 'acme'", touch));
    }

    /** The results that the events about callbacks tell of, in their order. */
    private List<String> events(String booking) {
        return bench.rows(("select envelope::jsonb -> 'data' ->> 'result' from outbox where aggregate = 'booking/%s' "
                        + "and routing_key = 'partner.callback-received' order by seq")
                .formatted(booking));
    }
}
