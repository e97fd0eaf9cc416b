package dev.throughline.kit.job;

import java.time.Instant;

/**
 * What a {@link JobResult#effect} was decided on is no longer so: an effect that fails with this writes nothing, and neither does
 * the outcome it was to commit with. The job tries again, and no attempt is used up.
 */
public final class Outdated extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Instant again;

    /**
     * @param why for the ledger, in a sentence
     * @param again when to try again
     */
    public Outdated(String why, Instant again) {
        super(why, null, false, false);
        this.again = again;
    }

    JobResult instead() {
        return JobResult.snoozed(again, getMessage());
    }
}
