package dev.throughline.local;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The fault run ({@code -Dthroughline.fault.bookings=10000}, {@code -Dthroughline.seed=…}); it prints what came of it. */
class FaultRunIT {

    private static final int BOOKINGS = Integer.getInteger("throughline.fault.bookings", 160);

    @Test
    void nothingIsLostDoneTwiceGoneBackOrUnexplainedWhateverGoesWrong() throws Exception {
        var stack = TestStack.get();
        stack.awaitReady();
        var seed = Long.getLong("throughline.seed", System.nanoTime() % 1_000_000);
        assertTrue(new FaultRun(stack.site(), BOOKINGS, seed).run(), "seed " + seed);
    }
}
