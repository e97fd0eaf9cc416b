package dev.throughline.booking.partner;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;

/**
 * Speaks one partner's protocol. A connector only translates: timeouts, circuit breaker, bulkhead and ledger are around it.
 *
 * <p>Contract: a returned {@code Uni} never fails for a reason at the partner or on the way; it answers
 * {@link PartnerAnswer.WithoutEffect} only if the request provably had no effect, and {@link PartnerAnswer.Uncertain}
 * whenever it may have had one. Cancelling the subscription gives the request up; it may have its effect all the same.
 */
public interface PartnerConnector {

    /** What is to be reserved. */
    record Request(String reference, String service, Instant start, Duration duration, String customer) {}

    /**
     * Reserves under our reference, in as many steps as the partner needs; known is then one reservation at least, and none
     * that is only begun. From one that is, it goes on. Whether a repetition is harmless, {@link #idempotent} says.
     */
    Uni<PartnerAnswer> reserve(Request request);

    /** Every reservation under our reference that the partner has, live or not, and none of another. */
    Uni<PartnerAnswer> find(String reference);

    /** Cancels one reservation; known is then that one, and it takes up no place any more. */
    Uni<PartnerAnswer> cancel(String reservationId);

    /** Whether the partner tells which starts are free; it need not. */
    default boolean tellsAvailability() {
        return false;
    }

    /**
     * The free starts of a service from {@code from} until before {@code to}, as {@link PartnerAnswer.Free}; to be asked only where
     * {@link #tellsAvailability} says so. Refused means that this partner does not tell.
     */
    default Uni<PartnerAnswer> availability(String service, Instant from, Instant to) {
        throw new UnsupportedOperationException("This partner does not tell what is free.");
    }

    /** Whether the partner tells us by itself what becomes of reservations, once it is asked to by {@link #subscribe}. */
    default boolean callsBack() {
        return false;
    }

    /**
     * Has the partner tell {@code wanted} what becomes of our reservations, as {@link PartnerAnswer.Subscribed}; to be asked only
     * where {@link #callsBack} says so. Repeated, it changes nothing but what is not as it should be.
     */
    default Uni<PartnerAnswer> subscribe(CallbackAddress wanted) {
        throw new UnsupportedOperationException("This partner cannot be asked to call back.");
    }

    /** Whether the partner recognises a repetition of this operation, so that it happens once however often it is sent. */
    boolean idempotent(PartnerOperation operation);
}
