package dev.throughline.booking.callback;

import dev.throughline.booking.partner.Reservation;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** One callback, recorded when it arrives and completed when it has been applied; also when it changes nothing. */
@Entity
@Table(name = "partner_callback")
public class Callback {

    @Id
    private UUID id;

    private String tenant;
    private String partner;

    @Column(name = "webhook_id")
    private String webhookId;

    private UUID booking;
    private String reference;

    @Column(name = "reservation_id")
    private String reservationId;

    private String state;
    private long version;
    private String reason;

    @Column(name = "start_at")
    private Instant start;

    @Column(name = "received_at")
    private Instant receivedAt;

    private String result;

    @Column(name = "applied_at")
    private Instant appliedAt;

    protected Callback() {}

    /** What it says of the reservation. */
    Reservation news() {
        return new Reservation(reservationId, reference, start, Reservation.State.valueOf(state), version, reason);
    }

    void applied(String result, Instant now) {
        this.result = result;
        this.appliedAt = now;
    }

    UUID id() {
        return id;
    }

    UUID booking() {
        return booking;
    }

    String partner() {
        return partner;
    }

    String webhookId() {
        return webhookId;
    }

    Instant appliedAt() {
        return appliedAt;
    }
}
