package dev.throughline.kit.outbox;

/** Where a relay stands. */
public enum RelayState {
    /** This process does not relay. */
    off,
    /** Another process relays, and this one would take over. */
    standby,
    /** Relaying. */
    active,
    /** Would relay, but the database or the broker is away. */
    disconnected
}
