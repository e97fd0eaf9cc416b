package dev.throughline.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaultPlanTest {

    private static List<FaultPlan> plans(long seed) {
        return IntStream.range(0, 200)
                .mapToObj(number -> FaultPlan.of(seed, number))
                .toList();
    }

    @Test
    void theSameSeedPlansTheSame() {
        assertEquals(plans(7), plans(7));
        assertNotEquals(plans(7), plans(8));
    }

    @Test
    void twoHundredBookingsMeetEveryFaultAndEveryAct() {
        var faults = new HashSet<String>();
        var acts = new HashSet<FaultPlan.Act>();
        for (var plan : plans(42)) {
            plan.strikes().forEach(strike -> faults.add(strike.operation() + " " + strike.fault()));
            acts.add(plan.act());
        }
        assertEquals(24, faults.size(), faults::toString);
        assertEquals(FaultPlan.Act.values().length, acts.size(), acts::toString);
    }

    @Test
    void theCommandTakesTheNumberOfBookingsAndTheSeed() {
        assertEquals(
                new FaultStack.Wanted(10_000, -5),
                FaultStack.Wanted.of(List.of("--seed", "-5", "--bookings", "10000")));
        assertEquals(200, FaultStack.Wanted.of(List.of("--seed", "1")).bookings());
        for (var wrong : List.of(
                List.of("--bookings"),
                List.of("--bookings", "0"),
                List.of("--bookings", "x"),
                List.of("--more", "1"))) {
            assertThrows(Fatal.class, () -> FaultStack.Wanted.of(wrong), wrong::toString);
        }
    }
}
