package dev.throughline.booking.callback;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** What becomes of callbacks. */
@ConfigMapping(prefix = "throughline.callbacks")
interface CallbackSettings {

    /**
     * Under which partners reach this service, for instance {@code https://bookings.example.com}. Partners that can be asked to call
     * back are then asked to.
     */
    Optional<URI> publicUrl();

    /** How often it is looked whether partners still have been asked to call back. */
    @WithDefault("PT10M")
    Duration checkEvery();

    /** How long a callback that fits no booking stays on record. */
    @WithDefault("P90D")
    Duration unmatchedRetention();

    /** How many callbacks of one partner that fit no booking stay on record; the newest do. At least 1. */
    @WithDefault("10000")
    int unmatchedLimit();
}
