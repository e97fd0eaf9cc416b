package dev.throughline.sandbox.reservation;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.throughline.sandbox.callback.Callback;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * One line of the journal: one thing that happened, whole or not at all.
 *
 * @param reservation its new version; {@code null} if the line is about something else
 * @param callbacks what is to be told of it
 * @param heard key of a callback that has been heard or given up; {@code null} if the line is about something else
 * @param wiped whether everything before is forgotten
 */
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = true)
record Line(Reservation reservation, List<Callback> callbacks, String heard, boolean wiped) {

    Line {
        callbacks = callbacks == null ? List.of() : List.copyOf(callbacks);
    }

    static Line changed(Reservation reservation, List<Callback> callbacks) {
        return new Line(reservation, callbacks, null, false);
    }

    static Line heard(Callback callback) {
        return new Line(null, List.of(), callback.key(), false);
    }

    static Line wipe() {
        return new Line(null, List.of(), null, true);
    }

    /** Those of its callbacks that wait for no other. */
    List<Callback> sendable() {
        return callbacks.stream().filter(callback -> !callback.comesLate()).toList();
    }
}
