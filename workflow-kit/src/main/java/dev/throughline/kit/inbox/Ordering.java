package dev.throughline.kit.inbox;

/** What a consumer relies on. */
public enum Ordering {
    /** Each event once, in whatever order they come. */
    none,
    /**
     * Each event once, those of one aggregate in their sequence without a gap. The consumer's queue must be bound to all
     * events of the aggregate.
     */
    strict
}
