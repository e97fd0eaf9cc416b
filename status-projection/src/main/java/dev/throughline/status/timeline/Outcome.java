package dev.throughline.status.timeline;

/** How it went: as in the ledger, and {@code begun} for what has no outcome yet. */
public enum Outcome {
    begun,
    succeeded,
    failed,
    rejected,
    unknown;

    static Outcome of(String text) {
        for (var outcome : values()) {
            if (outcome.name().equals(text)) {
                return outcome;
            }
        }
        return unknown;
    }
}
