package dev.throughline.kit.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;

/**
 * One execution of a job.
 *
 * @param sent what went out to the other side, recorded before it went; {@code null} if nothing did
 * @param received what came back; {@code null} if nothing did
 * @param outcome {@code null} while it runs
 */
@RegisterForReflection
public record Attempt(
        int number,
        Instant startedAt,
        Instant endedAt,
        Outcome outcome,
        String detail,
        JsonNode sent,
        Instant sentAt,
        JsonNode received,
        String worker,
        String traceId) {

    // A null column is read as a JSON null, which is not null.
    public Attempt {
        sent = sent == null || sent.isNull() ? null : sent;
        received = received == null || received.isNull() ? null : received;
    }
}
