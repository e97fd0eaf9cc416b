package dev.throughline.kit.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A job as clients see it, with what holds it back, its ledger and its verdict. */
@RegisterForReflection
public record JobView(
        UUID id,
        String kind,
        String subject,
        UUID operationId,
        JobState state,
        String reason,
        Effect effect,
        int maxAttempts,
        Instant nextAttemptAt,
        Instant leaseUntil,
        Instant createdAt,
        Instant updatedAt,
        Instant finishedAt,
        long version,
        String key,
        int priority,
        HeldBy heldBy,
        List<AttemptView> attempts,
        List<Resolution> resolutions,
        Verdict verdict) {

    /** One execution; {@code outcome} is {@code null} while it runs. */
    @RegisterForReflection
    public record AttemptView(
            int number,
            Instant startedAt,
            Instant endedAt,
            Outcome outcome,
            String detail,
            JsonNode sent,
            JsonNode received,
            String worker,
            String traceId) {

        static AttemptView of(Attempt attempt) {
            return new AttemptView(
                    attempt.number(),
                    attempt.startedAt(),
                    attempt.endedAt(),
                    attempt.outcome(),
                    attempt.detail(),
                    attempt.sent(),
                    attempt.received(),
                    attempt.worker(),
                    attempt.traceId());
        }
    }

    static JobView of(JobLedger.Entry entry) {
        var job = entry.job();
        var open = job.state() == JobState.queued || job.state() == JobState.failed;
        return new JobView(
                job.id(),
                job.kind(),
                job.subject(),
                job.operationId(),
                job.state(),
                job.reason(),
                job.effect(),
                job.maxAttempts(),
                open ? job.nextAttemptAt() : null,
                job.leaseUntil(),
                job.createdAt(),
                job.updatedAt(),
                job.finishedAt(),
                job.version(),
                job.key().isEmpty() ? null : job.key(),
                job.priority(),
                entry.heldBy(),
                entry.attempts().stream().map(AttemptView::of).toList(),
                entry.resolutions(),
                entry.verdict());
    }
}
