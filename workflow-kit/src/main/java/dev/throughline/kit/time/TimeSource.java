package dev.throughline.kit.time;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * The one clock of a service. Times are cut to microseconds, the resolution of PostgreSQL, so that what is written equals
 * what is read back. In production it follows the machine's clock; tests may set it ahead and let it run on from there.
 */
@ApplicationScoped
public class TimeSource implements InstantSource {

    private final Clock machine = Clock.systemUTC();
    private volatile Duration ahead = Duration.ZERO;

    @Override
    public Instant instant() {
        return machine.instant().plus(ahead).truncatedTo(ChronoUnit.MICROS);
    }

    /** For tests: moves the clock ahead (or, if negative, back) by {@code step} from where it is now. */
    public synchronized void advance(Duration step) {
        ahead = ahead.plus(step);
    }

    /** For tests: back to the machine's time. */
    public synchronized void reset() {
        ahead = Duration.ZERO;
    }
}
