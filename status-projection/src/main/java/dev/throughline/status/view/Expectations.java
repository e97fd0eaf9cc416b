package dev.throughline.status.view;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long each thing that a booking waits for may take before the booking is overdue. */
@ConfigMapping(prefix = "throughline.status.expect")
public interface Expectations {

    /** From placing to the partner's confirmation. */
    @WithDefault("PT15M")
    Duration confirmation();

    /** From asking for a cancellation to its end. */
    @WithDefault("PT15M")
    Duration cancellation();

    /** From a booking's need of a person to that person's act. */
    @WithDefault("PT1H")
    Duration attention();

    /** From the planned end of a visit to somebody's noting how it went. */
    @WithDefault("PT2H")
    Duration record();

    /** From the end of a visit to its report. */
    @WithDefault("PT15M")
    Duration report();

    /** From queueing a message to its being sent. */
    @WithDefault("PT15M")
    Duration message();
}
