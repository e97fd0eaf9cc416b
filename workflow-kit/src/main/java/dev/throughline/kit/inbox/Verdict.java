package dev.throughline.kit.inbox;

/** What is to be done with an event; decided, and where it is to be applied claimed, by the database. */
enum Verdict {
    /** It is the next one. */
    apply,
    /** It is the next one, and its successor is waiting. */
    apply_more,
    /** It was applied before, or a later one was. */
    stale,
    /** An earlier one is missing; it is kept until that has come. */
    wait;

    boolean applies() {
        return this == apply || this == apply_more;
    }
}
