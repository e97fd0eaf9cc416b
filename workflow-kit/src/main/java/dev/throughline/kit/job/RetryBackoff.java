package dev.throughline.kit.job;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before the next attempt: exponential, bounded, with jitter so that retries do not come in waves. */
@ApplicationScoped
class RetryBackoff {

    private static final int MAX_DOUBLINGS = 30;

    private final JobSettings.Backoff settings;

    RetryBackoff(JobSettings settings) {
        this.settings = settings.backoff();
    }

    /** The wait after {@code failures} attempts, at least 1, that used up an attempt. */
    Duration after(int failures) {
        var doublings = Math.min(Math.max(failures - 1, 0), MAX_DOUBLINGS);
        var full = Math.min(
                settings.initial().toMillis() << doublings, settings.max().toMillis());
        var bounded = full <= 0 ? settings.max().toMillis() : full;
        return Duration.ofMillis(bounded - ThreadLocalRandom.current().nextLong(bounded / 2 + 1));
    }
}
