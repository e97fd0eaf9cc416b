package dev.throughline.local;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The sample day, with services killed in the middle of it, whichever they are and whatever they do. */
class SampleDayIT {

    private static final int KILLS = 8;

    @Test
    void theDayEndsAsItsFileSaysThoughServicesAreKilledAndIsAReplayTheSecondTime() throws Exception {
        var stack = TestStack.get();
        var seed = Long.getLong("throughline.seed", System.nanoTime());
        var random = new Random(seed);
        var worker = Executors.newSingleThreadExecutor();
        var first = quietly(() -> {
            Future<Boolean> day = worker.submit(() -> stack.sampleDay().run());
            var kills = 0;
            while (!day.isDone() && kills < KILLS) {
                TimeUnit.MILLISECONDS.sleep(500 + random.nextInt(4_000));
                if (!day.isDone()) {
                    stack.kill(Stack.SERVICES.get(random.nextInt(Stack.SERVICES.size())));
                    kills++;
                }
            }
            return day.get(10, TimeUnit.MINUTES);
        });
        assertTrue(first.endsWith("true"), "seed " + seed + "\n" + first);
        var second = quietly(() -> stack.sampleDay().run());
        assertTrue(second.endsWith("true"), second);
        assertTrue(second.contains("200 of them recognised as a replay"), second);
        assertFalse(second.contains("differ."), second);
        worker.shutdown();
    }

    /** What was printed, and then the answer. */
    private static String quietly(Callable<Boolean> run) throws Exception {
        var printed = new ByteArrayOutputStream();
        var console = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            return printed.toString(StandardCharsets.UTF_8) + answer(printed, run.call());
        } finally {
            System.setOut(console);
        }
    }

    private static String answer(ByteArrayOutputStream printed, boolean asExpected) {
        return printed.toString(StandardCharsets.UTF_8) + asExpected;
    }
}
