package dev.throughline.document.report;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How much rendering may take. */
@ConfigMapping(prefix = "throughline.document.render")
interface RenderSettings {

    /** How many documents one process renders at once; each keeps a processor busy. */
    @WithDefault("2")
    int concurrency();

    /** How long one document may take once it has begun. */
    @WithDefault("PT1M")
    Duration timeLimit();
}
