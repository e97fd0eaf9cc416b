package dev.throughline.status.view;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;

/**
 * One of the stations that every booking passes.
 *
 * @param at when it reached its state; {@code null} while it waits
 */
@RegisterForReflection
public record Step(String name, State state, Instant at) {

    /** How far it is. Nothing is {@code done} before it is. */
    public enum State {
        waiting,
        current,
        done,
        failed,
        /** It may have happened. */
        unknown,
        /** It will not happen any more, and need not. */
        skipped
    }
}
