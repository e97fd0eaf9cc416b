package dev.throughline.status.freshness;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How freshness is measured, and how long readers may wait for it. */
@ConfigMapping(prefix = "throughline.status.freshness")
public interface FreshnessSettings {

    /** How often a heartbeat goes the way of the events. A view counts as behind when none came through for two of these. */
    @WithDefault("PT1S")
    Duration heartbeat();

    /** How many readers of one tenant may wait at once in one process; the next ones are answered at once. */
    @WithDefault("500")
    int waiters();
}
