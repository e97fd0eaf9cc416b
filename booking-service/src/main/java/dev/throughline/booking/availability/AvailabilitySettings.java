package dev.throughline.booking.availability;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long what partners tell of free slots is believed. For reading only: what is booked is asked of the partner. */
@ConfigMapping(prefix = "throughline.availability")
interface AvailabilitySettings {

    @WithDefault("PT1M")
    Duration maxAge();

    /** How many days of one service at one partner are remembered. */
    @WithDefault("5000")
    int days();
}
