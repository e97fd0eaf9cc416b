package dev.throughline.kit.broker;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Growing waits between tries, with a random part of up to half taken off so that processes do not try in step. */
public final class Backoff {

    private static final int MAX_DOUBLINGS = 20;

    private final Duration initial;
    private final Duration max;
    private int failures;

    public Backoff(Duration initial, Duration max) {
        this.initial = initial;
        this.max = max;
    }

    /** The wait after one more failure. */
    public synchronized Duration next() {
        return after(initial, max, failures++);
    }

    /** Something succeeded: begin with the shortest wait again. */
    public synchronized void reset() {
        failures = 0;
    }

    /** The wait after {@code failures} earlier failures, at most {@code max}. */
    public static Duration after(Duration initial, Duration max, int failures) {
        var full = Math.min(initial.toMillis() << Math.min(failures, MAX_DOUBLINGS), max.toMillis());
        return Duration.ofMillis(Math.max(1, full - ThreadLocalRandom.current().nextLong(full / 2 + 1)));
    }
}
