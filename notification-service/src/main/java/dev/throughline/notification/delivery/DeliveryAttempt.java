package dev.throughline.notification.delivery;

import dev.throughline.kit.job.Outcome;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** One mail on its way to the mail server: written before it goes, completed when we know how it ended. */
@Entity
@Table(name = "delivery_attempt")
public class DeliveryAttempt {

    @Id
    private UUID id;

    private String tenant;
    private UUID notification;
    private UUID job;
    private int number;

    @Column(name = "message_id")
    private String messageId;

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

    protected DeliveryAttempt() {}

    /** What is known when it begins; {@code number} is the job's. */
    record Beginning(
            UUID id,
            String tenant,
            UUID notification,
            UUID job,
            int number,
            String messageId,
            Instant startedAt,
            String sent,
            String worker,
            String traceId) {}

    static DeliveryAttempt begin(Beginning beginning) {
        var attempt = new DeliveryAttempt();
        attempt.id = beginning.id();
        attempt.tenant = beginning.tenant();
        attempt.notification = beginning.notification();
        attempt.job = beginning.job();
        attempt.number = beginning.number();
        attempt.messageId = beginning.messageId();
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

    /** Whether the mail may have gone out in this attempt, as far as we know. */
    public boolean mayHaveGoneOut() {
        return outcome == null || outcome == Outcome.unknown || outcome == Outcome.succeeded;
    }

    public UUID id() {
        return id;
    }

    public UUID notification() {
        return notification;
    }

    public UUID job() {
        return job;
    }

    public int number() {
        return number;
    }

    public String messageId() {
        return messageId;
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
