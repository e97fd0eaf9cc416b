package dev.throughline.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LaunchesTest {

    private final Launches launches = new Launches();
    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endAll() {
        started.forEach(process -> Processes.end(process.toHandle(), 25));
    }

    private Process sleeper() throws IOException {
        var process = new ProcessBuilder("sleep", "300").start();
        started.add(process);
        return process;
    }

    @Test
    void whoStopsWhileAProcessIsLaunchedIsToldOfThatOne() throws Exception {
        launches.launch(this::sleeper);
        var told = new AtomicReference<Process>();
        var stopper = new Thread(() -> told.set(launches.stop()));

        launches.launch(() -> {
            stopper.start();
            while (stopper.getState() != Thread.State.BLOCKED && stopper.isAlive()) {
                Thread.onSpinWait();
            }
            return sleeper();
        });
        stopper.join();

        assertEquals(2, started.size());
        assertEquals(started.get(1), told.get());
    }

    @Test
    void afterTheStopNothingIsLaunched() throws IOException {
        assertNull(launches.stop());

        assertFalse(launches.launch(this::sleeper));
        assertTrue(started.isEmpty());
        assertTrue(launches.stopping());
    }
}
