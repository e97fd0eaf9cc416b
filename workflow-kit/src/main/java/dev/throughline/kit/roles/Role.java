package dev.throughline.kit.roles;

/** What a process may be asked to do. */
public enum Role {
    /** Answers requests. */
    api,
    /** Relays and consumes events and runs jobs. */
    worker
}
