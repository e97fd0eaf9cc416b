package dev.throughline.local;

import java.io.IOException;

/** The processes of one program, one after the other: when it is told to stop, the last one is known and none follows it. */
final class Launches {

    /** Starts the program. */
    interface Launcher {

        Process start() throws IOException;
    }

    private Process last;
    private boolean stopping;

    /** Launches a process, unless it was told to stop; answers whether it did. */
    synchronized boolean launch(Launcher launcher) throws IOException {
        if (stopping) {
            return false;
        }
        last = launcher.start();
        return true;
    }

    /** Launches no more. Answers the last process, which may have ended; {@code null} if there was none. */
    synchronized Process stop() {
        stopping = true;
        return last;
    }

    synchronized boolean stopping() {
        return stopping;
    }

    synchronized Process last() {
        return last;
    }
}
