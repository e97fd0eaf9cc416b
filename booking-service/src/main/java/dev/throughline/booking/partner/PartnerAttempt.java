package dev.throughline.booking.partner;

import dev.throughline.kit.job.Outcome;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** One request to a partner in the partner ledger: written before it is sent, completed when we know how it ended. */
@Entity
@Table(name = "partner_attempt")
public class PartnerAttempt {

    @Id
    private UUID id;

    private String tenant;
    private UUID booking;
    private UUID job;
    private int number;
    private String partner;

    @Enumerated(EnumType.STRING)
    private PartnerOperation operation;

    private String reference;

    @Column(name = "reservation_id")
    private String reservationId;

    @Column(name = "started_at")
    private Instant startedAt;

    @Column(name = "ended_at")
    private Instant endedAt;

    @Enumerated(EnumType.STRING)
    private Outcome outcome;

    private String detail;
    private String sent;
    private String received;
    private String worker;

    @Column(name = "trace_id")
    private String traceId;

    protected PartnerAttempt() {}

    /** What is known when it begins. */
    record Beginning(
            UUID id,
            String tenant,
            UUID booking,
            UUID job,
            int number,
            String partner,
            PartnerOperation operation,
            String reference,
            String reservationId,
            Instant startedAt,
            String sent,
            String worker,
            String traceId) {}

    static PartnerAttempt begin(Beginning beginning) {
        var attempt = new PartnerAttempt();
        attempt.id = beginning.id();
        attempt.tenant = beginning.tenant();
        attempt.booking = beginning.booking();
        attempt.job = beginning.job();
        attempt.number = beginning.number();
        attempt.partner = beginning.partner();
        attempt.operation = beginning.operation();
        attempt.reference = beginning.reference();
        attempt.reservationId = beginning.reservationId();
        attempt.startedAt = beginning.startedAt();
        attempt.sent = beginning.sent();
        attempt.worker = beginning.worker();
        attempt.traceId = beginning.traceId();
        return attempt;
    }

    void end(Outcome outcome, String detail, String received, Instant now) {
        this.outcome = outcome;
        this.detail = detail;
        this.received = received;
        this.endedAt = now;
    }

    public UUID id() {
        return id;
    }

    public UUID booking() {
        return booking;
    }

    public UUID job() {
        return job;
    }

    public int number() {
        return number;
    }

    public String partner() {
        return partner;
    }

    public PartnerOperation operation() {
        return operation;
    }

    public String reference() {
        return reference;
    }

    public String reservationId() {
        return reservationId;
    }

    public Instant startedAt() {
        return startedAt;
    }

    public Instant endedAt() {
        return endedAt;
    }

    public Outcome outcome() {
        return outcome;
    }

    public String detail() {
        return detail;
    }

    public String sent() {
        return sent;
    }

    public String received() {
        return received;
    }

    public String worker() {
        return worker;
    }

    public String traceId() {
        return traceId;
    }
}
