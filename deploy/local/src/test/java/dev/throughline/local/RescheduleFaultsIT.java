package dev.throughline.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever goes wrong while a visit is moved: the booking has exactly one live reservation in the end, for its start. */
class RescheduleFaultsIT {

    private static final String LATER = "2030-12-24T17:00:00Z";

    /** By operation: the new reservation is made and looked up, the former one is cancelled. */
    private static final Map<String, List<String>> FAULTS = Map.of(
            "reserve",
            List.of(
                    "delay",
                    "drop_before",
                    "timeout_after",
                    "error_after",
                    "create_twice",
                    "reject",
                    "callback_late",
                    "callback_twice",
                    "callback_out_of_order",
                    "stale_callback",
                    "timeout_after find drop_before",
                    "error_after create_twice",
                    "timeout_after create_twice"),
            "find",
            List.of("delay", "drop_before", "timeout_after", "error_after", "reject"),
            "cancel",
            List.of("delay", "drop_before", "timeout_after", "error_after", "reject"));

    private static final int KILLS = Integer.getInteger("throughline.move.kills", 6);

    private TestStack stack;
    private Moves moves;
    private String customer;

    @BeforeEach
    void start() throws Exception {
        stack = TestStack.get();
        customer = stack.token("customer", "acme", "mover-in-trouble");
        moves = new Moves(stack, customer);
    }

    @AfterEach
    void end() throws Exception {
        stack.sandbox("DELETE", "/sandbox/faults", null);
    }

    @Test
    void everyFaultLeavesOneLiveReservationForTheStartOfTheBooking() throws Exception {
        var bookings = new LinkedHashMap<String, String>();
        for (var faults : FAULTS.entrySet()) {
            for (var fault : faults.getValue()) {
                var partner = bookings.size() % 2 == 0 ? "meridian" : "harbour";
                bookings.put(stack.book(customer, partner), faults.getKey() + " " + fault);
            }
        }
        for (var booking : bookings.keySet()) {
            stack.awaitStatus(booking, customer, "confirmed");
        }
        stack.sandbox("PUT", "/sandbox/faults", plan(bookings));

        for (var booking : bookings.keySet()) {
            assertEquals(202, moves.ask(booking, LATER).status());
        }

        for (var booking : bookings.entrySet()) {
            var settled = moves.settled(booking.getKey(), booking.getValue());
            var rejected = booking.getValue().equals("reserve reject");
            assertEquals(
                    rejected ? "rejected" : "done",
                    settled.path("reschedule").path("state").asText(),
                    booking::getValue);
            assertEquals(rejected ? Moves.FORMER : LATER, settled.path("start").asText(), booking::getValue);
        }
    }

    /** Each fault once, for its own booking only. */
    private static String plan(Map<String, String> bookings) {
        var plan = TestStack.JSON.createArrayNode();
        bookings.forEach((booking, faults) -> {
            var words = faults.split(" ");
            var operation = words[0];
            for (var word : List.of(words).subList(1, words.length)) {
                if (word.equals("find")) {
                    operation = word;
                    continue;
                }
                plan.addObject()
                        .put("operation", operation)
                        .put("fault", word)
                        .put("times", 1)
                        .put("delayMs", 3000)
                        .put("reference", operation.equals("cancel") ? booking : booking + "-r1");
            }
        });
        return plan.toString();
    }

    @Test
    void aServiceKilledAtAnyMomentLeavesOneLiveReservation() throws Exception {
        var seed = Long.getLong("throughline.seed", System.nanoTime());
        var random = new Random(seed);
        var bookings = new ArrayList<String>();
        for (var i = 0; i < KILLS * 2; i++) {
            bookings.add(stack.book(customer, i % 2 == 0 ? "meridian" : "harbour"));
        }
        for (var booking : bookings) {
            stack.awaitStatus(booking, customer, "confirmed");
        }
        for (var kill = 0; kill < KILLS; kill++) {
            moves.askUntilHeard(bookings.get(2 * kill), LATER);
            moves.askUntilHeard(bookings.get(2 * kill + 1), LATER);
            // Not waiting for anything: the moment is to be any.
            Thread.sleep(Duration.ofMillis(random.nextInt(700)).toMillis());
            stack.kill(Place.BOOKING);
        }
        for (var booking : bookings) {
            var settled = moves.settled(booking, "seed " + seed);
            assertEquals("done", settled.path("reschedule").path("state").asText(), () -> "seed " + seed);
            assertEquals(LATER, settled.path("start").asText());
        }
    }
}
