package dev.throughline.kit.job;

import java.util.UUID;

/** The worker no longer holds the job: it writes nothing more and starts no effect. Another worker carries on. */
public final class LeaseLost extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LeaseLost(UUID job, long epoch) {
        super("Job %s is no longer held under epoch %d; another worker carries on with it.".formatted(job, epoch));
    }
}
