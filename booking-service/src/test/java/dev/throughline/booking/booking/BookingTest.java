package dev.throughline.booking.booking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.booking.partner.Reservation;
import dev.throughline.booking.pricing.Money;
import dev.throughline.booking.quote.Quote;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a booking makes of a job that gives up beside another one that goes on. */
class BookingTest {

    private static final Instant START = Instant.parse("2030-12-23T09:00:00Z");
    private static final Instant NOW = Instant.parse("2030-12-01T09:00:00Z");

    private final Booking booking = Booking.place(
            UUID.randomUUID(),
            UUID.randomUUID(),
            new Asked(),
            new Customer("Ana Dvořák", "ana@example.com", null, "cs"),
            null,
            NOW);
    private final String reference = booking.partnerSync().reference();

    private static final class Asked extends Quote {

        @Override
        public UUID id() {
            return UUID.randomUUID();
        }

        @Override
        public String tenant() {
            return "acme";
        }

        @Override
        public String owner() {
            return "ana";
        }

        @Override
        public Money price() {
            return Money.of("60.00", "EUR");
        }

        @Override
        public Instant start() {
            return START;
        }
    }

    private Reservation told(Reservation.State state, long version) {
        return new Reservation("r-1", reference, START, state, version, null);
    }

    @Test
    void aCancellationIsNotCalledOffByAJobThatGivesUpBesideIt() {
        booking.learn(reference, told(Reservation.State.confirmed, 1), NOW);
        booking.cancel("Plans changed.", NOW);

        booking.needsAttention("The partner did not answer.", UUID.randomUUID(), NOW);

        assertEquals(BookingStatus.needs_attention, booking.status());
        assertFalse(booking.wantsReservation(reference), "what the partner holds is still to be ended");
        booking.cancellationDone(NOW);
        assertEquals(BookingStatus.cancelled, booking.status());
        assertNull(booking.attention());
        assertEquals(
                List.of(
                        "booking.placed",
                        "booking.confirmed",
                        "booking.cancelling",
                        "booking.needs-attention",
                        "booking.resumed",
                        "booking.cancelled"),
                booking.takeRecorded().stream().map(Booking.Recorded::type).toList());
        booking.attended(NOW);
        assertEquals(BookingStatus.cancelled, booking.status(), "the replay of what gave up changes nothing any more");
    }

    @Test
    void newsOfAReservationWhileACancellationNeedsAttentionAreNoSurplus() {
        booking.cancel("Plans changed.", NOW);
        booking.needsAttention("The partner did not answer.", UUID.randomUUID(), NOW);

        assertEquals(NewsEffect.changed, booking.learn(reference, told(Reservation.State.held, 1), NOW));

        assertEquals(BookingStatus.needs_attention, booking.status());
        assertTrue(booking.partnerSync().isLive());
    }

    @Test
    void whatNeedsAttentionBeforeItWasConfirmedStillWantsItsReservation() {
        booking.needsAttention("The partner did not answer.", UUID.randomUUID(), NOW);

        assertTrue(booking.wantsReservation(reference));
        booking.cancellationDone(NOW);
        assertEquals(BookingStatus.needs_attention, booking.status());
    }
}
