package dev.throughline.kit.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A replay of many dead letters as clients see it. */
@RegisterForReflection
record ReplayView(
        UUID id,
        ReplayState state,

        @Schema(description = "Who brought it into its state, and why")
        String note,

        @Schema(description = "Which dead letters were chosen")
        JsonNode filter,

        @Schema(description = "How many are replayed a minute at most", examples = "120")
        int perMinute,

        String reason,
        String actor,
        UUID operationId,

        @Schema(description = "How many dead letters were chosen")
        int total,

        Counts counts,
        Instant createdAt,
        Instant updatedAt,
        Instant finishedAt,

        @Schema(description = "When it is over at its pace, while it runs")
        Instant expectedEnd,

        long version) {

    /** How many of the chosen ended how. */
    @RegisterForReflection
    record Counts(int pending, int replayed, int refused, int gone, int failed) {

        static Counts of(Map<ReplayResult, Integer> counts) {
            return new Counts(
                    counts.getOrDefault(ReplayResult.pending, 0),
                    counts.getOrDefault(ReplayResult.replayed, 0),
                    counts.getOrDefault(ReplayResult.refused, 0),
                    counts.getOrDefault(ReplayResult.gone, 0),
                    counts.getOrDefault(ReplayResult.failed, 0));
        }
    }

    /** One of the chosen. */
    @RegisterForReflection
    record Item(int number, UUID job, ReplayResult result, String detail, Verdict verdict, Instant at) {}

    static ReplayView of(ReplayBatch batch, Map<ReplayResult, Integer> results, Instant now) {
        var counts = Counts.of(results);
        return new ReplayView(
                batch.id(),
                batch.state(),
                batch.note(),
                batch.filter(),
                batch.perMinute(),
                batch.reason(),
                batch.actor(),
                batch.operationId(),
                batch.total(),
                counts,
                batch.createdAt(),
                batch.updatedAt(),
                batch.finishedAt(),
                batch.state() == ReplayState.running ? end(batch, counts.pending(), now) : null,
                batch.version());
    }

    private static Instant end(ReplayBatch batch, int pending, Instant now) {
        var next = batch.dueAt().isAfter(now) ? batch.dueAt() : now;
        return next.plus(Duration.ofMinutes(pending).dividedBy(batch.perMinute()));
    }
}
