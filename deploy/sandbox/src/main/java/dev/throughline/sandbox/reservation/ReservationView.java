package dev.throughline.sandbox.reservation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;

/** A reservation as the protocol tells of it. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record ReservationView(
        String id,
        String reference,
        String start,
        Reservation.Status status,
        long version,
        Instant updatedAt,
        String reason) {

    static ReservationView of(Reservation reservation) {
        return new ReservationView(
                reservation.id(),
                reservation.reference(),
                reservation.start(),
                reservation.status(),
                reservation.version(),
                reservation.updatedAt(),
                reservation.reason());
    }
}
