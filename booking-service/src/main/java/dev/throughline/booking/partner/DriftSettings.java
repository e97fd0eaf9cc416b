package dev.throughline.booking.partner;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How live bookings are compared with what the partners show. */
@ConfigMapping(prefix = "throughline.drift")
interface DriftSettings {

    /** Whether they are at all. */
    @WithDefault("true")
    boolean enabled();

    /** How long after one comparison of a booking the next is due. */
    @WithDefault("P1D")
    Duration every();

    /** How many comparisons are begun within a minute, over all partners, tenants and processes; from 1 to 6000. */
    @WithDefault("60")
    int perMinute();

    /** How long a booking that has just been placed is left to its own reconciliation. */
    @WithDefault("PT10M")
    Duration grace();
}
