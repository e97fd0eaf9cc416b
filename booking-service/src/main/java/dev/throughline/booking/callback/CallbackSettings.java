package dev.throughline.booking.callback;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What becomes of callbacks. */
@ConfigMapping(prefix = "throughline.callbacks")
interface CallbackSettings {

    /** How long a callback that fits no booking stays on record. */
    @WithDefault("P90D")
    Duration unmatchedRetention();

    /** How many callbacks of one partner that fit no booking stay on record; the newest do. At least 1. */
    @WithDefault("10000")
    int unmatchedLimit();
}
