package dev.throughline.kit.job;

import java.time.Duration;

/** The handler did not answer within its time limit. */
final class AttemptTimedOut extends RuntimeException {

    private static final long serialVersionUID = 1L;

    AttemptTimedOut(Duration limit) {
        super("no answer within %d ms".formatted(limit.toMillis()));
    }
}
