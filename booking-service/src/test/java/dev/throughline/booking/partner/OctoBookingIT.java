package dev.throughline.booking.partner;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.throughline.booking.callback.BookingBench;
import dev.throughline.kit.time.TimeSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bookings at a partner that speaks OCTO, from the request to what both sides have in the end. */
@QuarkusTest
@TestProfile(OctoProfile.class)
class OctoBookingIT {

    @Inject
    BookingBench bench;

    @Inject
    TimeSource time;

    @ConfigProperty(name = OctoProfile.URL)
    URI coast;

    private SandboxUnderTest sandbox;

    @BeforeEach
    void findTheSandbox() {
        sandbox = SandboxUnderTest.running(coast.resolve("/"));
    }

    @AfterEach
    void noFaults() {
        sandbox.noFaults();
    }

    private String placed() {
        var booking = bench.placed("coast");
        bench.runDue();
        return booking;
    }

    private void later(Duration later) {
        time.advance(later);
        bench.runDue();
    }

    private List<String> ledger(String booking) {
        return sandbox.ledger(booking).findValuesAsText("status").stream()
                .sorted()
                .toList();
    }

    private String state(String booking) {
        var now = bench.booking(booking);
        return now.getString("status") + " " + now.getString("partnerSync.state");
    }

    @Test
    void itIsReservedAndConfirmedAtOnce() {
        var booking = placed();

        assertEquals("confirmed confirmed", state(booking));
        assertEquals(booking, bench.booking(booking).getString("partnerSync.reservationId"));
        assertEquals(List.of("confirmed"), ledger(booking));
    }

    @Test
    void aHoldThatWasNeverConfirmedIsConfirmedByTheNextAttempt() {
        sandbox.plan("confirm", "drop_before", null, 1, 0);
        var booking = placed();
        assertEquals("pending unknown", state(booking));
        assertEquals(List.of("held"), ledger(booking));

        later(Duration.ofMinutes(2));

        assertEquals("confirmed confirmed", state(booking));
        assertEquals(List.of("confirmed"), ledger(booking));
    }

    @Test
    void aHoldThatHasRunOutBeforeTheNextAttemptIsMadeAnew() {
        sandbox.plan("""
                [{"operation": "reserve", "fault": "short_hold", "times": 1, "delayMs": 50},
                 {"operation": "confirm", "fault": "drop_before", "times": 1}]""");
        var booking = placed();
        assertEquals("pending unknown", state(booking));
        await().atMost(Duration.ofSeconds(60)).until(() -> ledger(booking).equals(List.of("expired")));

        later(Duration.ofMinutes(2));

        assertEquals("confirmed confirmed", state(booking));
        assertEquals(List.of("confirmed", "expired"), ledger(booking));
        assertNotEquals(booking, bench.booking(booking).getString("partnerSync.reservationId"));
        later(Duration.ofMinutes(20));
        assertEquals("confirmed confirmed", state(booking));
        assertEquals(List.of("confirmed", "expired"), ledger(booking));
    }

    @Test
    void aSecondHoldThatNobodyToldOfIsGivenBack() {
        sandbox.plan("reserve", "create_twice", null, 1, 0);
        var booking = placed();
        assertEquals("confirmed confirmed", state(booking));
        assertEquals(List.of("confirmed", "held"), ledger(booking));

        later(Duration.ofMinutes(2));

        assertEquals("confirmed confirmed", state(booking));
        assertEquals(List.of("cancelled", "confirmed"), ledger(booking));
    }

    @Test
    void whatIsSoldOutIsRejected() {
        sandbox.plan("check", "reject", null, 1, 0);

        var booking = placed();

        assertEquals("rejected", bench.booking(booking).getString("status"));
        assertEquals(List.of(), ledger(booking));
    }

    @Test
    void whatThePartnerWillNotConfirmIsRejectedAndGivenBack() {
        sandbox.plan("confirm", "reject", null, 1, 0);

        var booking = placed();

        assertEquals("rejected", bench.booking(booking).getString("status"));
        assertEquals(List.of("cancelled"), ledger(booking));
    }
}
