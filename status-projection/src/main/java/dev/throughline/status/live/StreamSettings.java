package dev.throughline.status.live;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The live streams. */
@ConfigMapping(prefix = "throughline.status.stream")
public interface StreamSettings {

    /** How many streams one tenant may have open in one process. */
    @WithDefault("200")
    int perTenant();

    /** How long a stream may be silent before a comment says that it is still there. */
    @WithDefault("PT15S")
    Duration heartbeat();

    /** How long a client may take for what was sent before it is dropped; it may resume. */
    @WithDefault("PT30S")
    Duration slow();

    /** How many changes may wait for one client of the list's stream before it is dropped. */
    @WithDefault("256")
    int buffer();

    /** How long changes are collected before the list's stream tells them, the newest of each booking only. */
    @WithDefault("PT0.25S")
    Duration collect();
}
