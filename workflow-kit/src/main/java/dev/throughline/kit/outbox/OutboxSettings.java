package dev.throughline.kit.outbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the relay behaves. */
@ConfigMapping(prefix = "throughline.outbox")
public interface OutboxSettings {

    /** Whether a worker relays. Off only in tests that look at the outbox itself. */
    @WithDefault("true")
    boolean automatic();

    /** How many events are published before their confirms are waited for. */
    @WithDefault("500")
    int batch();

    /** How often the outbox is looked at when no wake-up arrives, and how soon a standby takes over. */
    @WithDefault("PT1S")
    Duration poll();

    /** How long one statement of the relay may take before its database connection is given up. */
    @WithDefault("PT10S")
    Duration statementTimeout();

    /** How long a stopping process waits for the batch that is under way. */
    @WithDefault("PT5S")
    Duration drain();
}
