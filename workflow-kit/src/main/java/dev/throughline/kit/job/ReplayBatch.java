package dev.throughline.kit.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;

/**
 * A replay of many dead letters as it stands in the database.
 *
 * @param note who brought it into its state, and why; {@code null} if nobody did
 * @param actor who asked for it, and on whose behalf each job is replayed
 * @param total how many dead letters were chosen
 * @param dueAt nothing is replayed before
 * @param epoch fencing token; raised by every claim of a slice and by every act of a person
 */
@RegisterForReflection
record ReplayBatch(
        UUID id,
        String tenant,
        ReplayState state,
        String note,
        JsonNode filter,
        int perMinute,
        String reason,
        String actor,
        UUID operationId,
        String traceparent,
        int total,
        Instant dueAt,
        long epoch,
        long version,
        Instant createdAt,
        Instant updatedAt,
        Instant finishedAt) {

    /** What the audit trail calls it. */
    String subject() {
        return subject(id);
    }

    static String subject(UUID id) {
        return "replay/" + id;
    }
}
