package dev.throughline.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Whatever goes wrong at the partner: one live reservation for a confirmed booking, none for any other. */
class FaultsIT {

    private static final List<String> ALL = FaultPlan.STRIKES;
    private static final int PAIRS = Integer.getInteger("throughline.fault.pairs", 25);

    @Test
    void everyFaultAloneAndInPairsLeavesExactlyOneLiveReservation() throws Exception {
        var stack = TestStack.get();
        var customer = stack.token("customer", "acme", "customer-1");
        var seed = Long.getLong("throughline.seed", System.nanoTime());
        Map<String, List<String>> bookings = new LinkedHashMap<>();
        for (var faults : combinations(new Random(seed))) {
            bookings.put(book(stack, customer, faults, bookings.size()), faults);
        }
        stack.sandbox("DELETE", "/sandbox/faults", null);
        for (var booking : bookings.entrySet()) {
            Awaitility.await("seed " + seed + ", faults " + booking.getValue())
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(200))
                    .untilAsserted(() -> check(stack, customer, booking.getKey()));
        }
    }

    private static List<List<String>> combinations(Random random) {
        var chosen = new ArrayList<List<String>>();
        ALL.forEach(fault -> chosen.add(List.of(fault)));
        var pairs = new ArrayList<List<String>>();
        for (var first : ALL) {
            for (var second : ALL) {
                if (first.compareTo(second) < 0) {
                    pairs.add(List.of(first, second));
                }
            }
        }
        Collections.shuffle(pairs, random);
        chosen.addAll(pairs.subList(0, Math.min(PAIRS, pairs.size())));
        return chosen;
    }

    private static String book(TestStack stack, String customer, List<String> faults, int number) throws Exception {
        var plan = TestStack.JSON.createArrayNode();
        for (var fault : faults) {
            var parts = fault.split(" ");
            plan.addObject()
                    .put("operation", parts[0])
                    .put("fault", parts[1])
                    .put("times", 1)
                    .put("delayMs", 3000);
        }
        stack.sandbox("PUT", "/sandbox/faults", plan.toString());
        var booking = stack.book(customer, number % 2 == 0 ? "meridian" : "harbour");
        if (faults.stream().anyMatch(fault -> fault.startsWith("cancel"))) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() ->
                            !status(stack.get("/bookings/" + booking, customer)).equals("pending"));
            stack.post(
                    "/bookings/" + booking + "/cancel",
                    customer,
                    "cancel-" + booking,
                    TestStack.JSON.createObjectNode().put("reason", "Changed my mind."));
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> stack.sandbox("GET", "/sandbox/faults", null).isEmpty()
                        || !status(stack.get("/bookings/" + booking, customer)).matches("pending|cancelling"));
        return booking;
    }

    private static String status(JsonNode booking) {
        return booking.path("status").asText();
    }

    private static void check(TestStack stack, String customer, String id) throws Exception {
        var booking = stack.get("/bookings/" + id, customer);
        var live = new ArrayList<String>();
        for (var reservation : stack.sandbox("GET", "/sandbox/reservations?reference=" + id, null)) {
            if (reservation.path("live").asBoolean()) {
                live.add(reservation.path("id").asText());
            }
        }
        var wanted = status(booking).equals("confirmed")
                ? List.of(booking.path("partnerSync").path("reservationId").asText())
                : List.of();
        assertEquals(wanted, live, () -> "booking is " + status(booking));
        assertEquals(true, status(booking).matches("confirmed|rejected|cancelled"), () -> "stuck: " + booking);
    }
}
