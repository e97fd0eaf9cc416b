package dev.throughline.bench;

import java.util.Arrays;

/**
 * What became of all jobs of a contender, counted by its database.
 *
 * @param ledger done after exactly one attempt, by the engine's own ledger; -1 if it keeps none
 */
record Counts(long enqueued, long once, long again, long never, long left, long ledger) {

    static Counts of(String answer) {
        var counts = Arrays.stream(answer.split(" ")).mapToLong(Long::parseLong).toArray();
        return new Counts(counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]);
    }

    /** Whether every one of {@code jobs} was executed exactly once and nothing is left. */
    boolean complete(int jobs) {
        return enqueued == jobs && once == jobs && left == 0 && (ledger < 0 || ledger == jobs);
    }
}
