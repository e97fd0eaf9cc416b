package dev.throughline.local;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends processes, and stops them for a while. */
final class Processes {

    private Processes() {}

    /** Asks it to end, and after {@code seconds} does not ask any more. */
    static void end(ProcessHandle process, long seconds) {
        process.destroy();
        try {
            process.onExit().get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Stops it where it is (SIGSTOP), until {@link #resume}. */
    static void pause(ProcessHandle process) throws IOException, InterruptedException {
        signal(process, "-STOP");
    }

    static void resume(ProcessHandle process) throws IOException, InterruptedException {
        signal(process, "-CONT");
    }

    // A process that has ended meanwhile needs no signal.
    private static void signal(ProcessHandle process, String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
