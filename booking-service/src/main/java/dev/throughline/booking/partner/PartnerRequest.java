package dev.throughline.booking.partner;

import java.time.Instant;

/**
 * What is asked of a partner about one booking.
 *
 * @param reference ours, under which the reservation is or would be
 * @param start for when to reserve; {@code null} for the other operations
 * @param reservationId which to cancel; {@code null} for the other operations
 */
record PartnerRequest(PartnerOperation operation, String reference, Instant start, String reservationId) {

    static PartnerRequest reserve(Claim claim) {
        return new PartnerRequest(PartnerOperation.reserve, claim.reference(), claim.start(), null);
    }

    static PartnerRequest find(String reference) {
        return new PartnerRequest(PartnerOperation.find, reference, null, null);
    }

    static PartnerRequest cancel(Reservation reservation, String reference) {
        return new PartnerRequest(PartnerOperation.cancel, reference, null, reservation.id());
    }
}
