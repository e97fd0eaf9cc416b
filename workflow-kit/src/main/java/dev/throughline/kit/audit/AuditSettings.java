package dev.throughline.kit.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How long the audit trail is kept. */
@ConfigMapping(prefix = "throughline.audit")
interface AuditSettings {

    /** How long an entry is kept, at least; the trail goes by the month. For ever if this is not said. */
    Optional<Duration> retention();

    /** How often partitions of the trail are made, and those forgotten that were kept long enough. */
    @WithDefault("PT1H")
    Duration prune();
}
