package dev.throughline.booking.partner;

import java.util.Comparator;
import java.util.List;

/** Chooses among several reservations under one reference. */
final class Reservations {

    private Reservations() {}

    /**
     * The one that stands for what we know by {@code sync}: the one we have taken if it is there, else a confirmed one, else a
     * held one, else whichever there is, one that is only begun after the others of its state; among equals the first by the partner's id, so that every look-up chooses the same.
     */
    static Reservation best(PartnerSync sync, List<Reservation> reservations) {
        return reservations.stream()
                .min(Comparator.comparing((Reservation candidate) -> rank(sync, candidate))
                        .thenComparing(Reservation::begun)
                        .thenComparing(Reservation::id))
                .orElseThrow();
    }

    private static int rank(PartnerSync sync, Reservation candidate) {
        if (candidate.id().equals(sync.reservationId())) {
            return 0;
        }
        return switch (candidate.state()) {
            case confirmed -> 1;
            case held -> 2;
            case rejected -> 3;
            case cancelled -> 4;
        };
    }
}
