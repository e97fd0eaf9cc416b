package dev.throughline.kit.job;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;

/**
 * Why an open job does not start though it may be due.
 *
 * @param pause the pause to be lifted; {@code null} where the configuration of the whole installation holds the kind
 * @param kind the kind that is paused, or {@code null}
 * @param key the key that is paused, or {@code null}
 * @param until when it ends by itself; {@code null} for never
 */
@RegisterForReflection
public record HeldBy(UUID pause, String kind, String key, String reason, String by, Instant since, Instant until) {

    static HeldBy configuration(String kind) {
        return new HeldBy(
                null,
                kind,
                null,
                "Paused for the whole installation by its configuration.",
                "configuration",
                null,
                null);
    }
}
