package dev.throughline.notification.delivery;

import java.util.concurrent.atomic.AtomicReference;

/**
 * The moment from which a mail may reach its reader. It is passed at most once, before the end of the message is written;
 * once it is barred it is never passed. So whoever bars it in time knows for certain that the mail did not and will not go
 * out, whatever the connection is still doing.
 */
final class PointOfNoReturn {

    private enum State {
        ahead,
        passed,
        barred
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.ahead);

    /** Whether the mail may go on. */
    boolean pass() {
        return state.compareAndSet(State.ahead, State.passed);
    }

    /** Whether it is certain that the mail has not gone on, and never will. */
    boolean bar() {
        return state.compareAndSet(State.ahead, State.barred) || state.get() == State.barred;
    }
}
