package dev.throughline.sandbox.callback;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;

/**
 * Something to be told.
 *
 * @param webhookId the same for every repetition
 * @param copy 0 for the first of its id, 1 for the one that comes twice
 * @param reservation the id of the reservation it tells of, at {@code version}
 * @param waits what has to be heard before it; {@code null} for nothing
 * @param body what is told, and signed
 * @param due not before
 * @param expires not repeated after
 */
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = true)
public record Callback(
        String webhookId,
        int copy,
        String partner,
        String reservation,
        long version,
        Waits waits,
        String body,
        Instant due,
        Instant expires) {

    /** What a callback waits for before it is sent. */
    public enum Waits {
        /** Until all that wait for nothing and tell of the same reservation have been heard, or given up. */
        for_others,
        /** Likewise, and until there is a newer version to be told first. */
        for_newer
    }

    /** What tells it from all others. */
    public String key() {
        return webhookId + "#" + copy;
    }

    /** Whether it is sent after one that is newer or as new. */
    public boolean comesLate() {
        return waits != null;
    }

    /** The same once more, under the same id. */
    Callback again() {
        return new Callback(webhookId, copy + 1, partner, reservation, version, waits, body, due, expires);
    }
}
