package dev.throughline.kit.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;

/**
 * One unit of background work as it stands in the database.
 *
 * @param attempts attempts begun, the running one included; also the number of the running attempt
 * @param snoozes attempts that ended by waiting and do not count against {@code maxAttempts}
 * @param epoch fencing token; raised by every claim, checked by every write of the worker
 * @param key what it is limited and paused by together with others; empty for nothing
 * @param uniqueKey no other job of its tenant and kind with the same one is open beside it; {@code null} if that is no matter
 */
@RegisterForReflection
public record Job(
        UUID id,
        String tenant,
        String kind,
        String subject,
        UUID operationId,
        JobState state,
        String reason,
        Effect effect,
        JsonNode payload,
        int attempts,
        int snoozes,
        int maxAttempts,
        Instant nextAttemptAt,
        Instant leaseUntil,
        String worker,
        long epoch,
        long version,
        String traceparent,
        Instant createdAt,
        Instant updatedAt,
        Instant finishedAt,
        String key,
        int priority,
        String uniqueKey) {

    /** Whether no attempt is left after the current one. */
    public boolean exhausted() {
        return attempts - snoozes >= maxAttempts;
    }
}
