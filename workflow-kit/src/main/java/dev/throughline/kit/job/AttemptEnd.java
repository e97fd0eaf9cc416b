package dev.throughline.kit.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * What the end of an attempt writes into the job and its ledger.
 *
 * @param state where the job goes
 * @param nextAttemptAt when it is due again; {@code null} where it is not
 * @param erased whether the attempt leaves no trace, because it only found out that it was too early
 * @param snoozed whether the attempt does not count against the bound
 */
record AttemptEnd(
        JobState state,
        String reason,
        Outcome outcome,
        String detail,
        JsonNode received,
        Instant nextAttemptAt,
        boolean erased,
        boolean snoozed) {

    /** The job goes back to where it was before it was claimed, for nobody has begun with it. */
    static AttemptEnd notBegun() {
        return new AttemptEnd(JobState.queued, null, Outcome.failed, "Was not begun.", null, null, true, false);
    }

    boolean deadLetters() {
        return state == JobState.dead_letter;
    }
}
