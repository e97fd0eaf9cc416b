package dev.throughline.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.parts.TestParts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The broker is away for half a minute, the database restarts under load: nothing that was accepted is lost. */
class OutageIT {

    private static final List<String> EVENTS =
            List.of("booking.placed", "booking.confirmed", "notification.queued", "notification.sent");
    private static final int SECONDS = Integer.getInteger("throughline.outage.seconds", 30);

    @Test
    void nothingAcceptedIsLostAndReadinessTellsTheTruth() throws Exception {
        var stack = TestStack.get();
        var customer = stack.token("customer", "acme", "outage");
        var accepted = new ArrayList<String>();

        TestParts.rabbit().stop();
        awaitReady(stack, false);
        var begun = System.nanoTime();
        for (var i = 0; i < 10; i++) {
            accepted.add(stack.book(customer, "meridian"));
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(SECONDS + 5))
                .until(() -> System.nanoTime() - begun > SECONDS * 1_000_000_000L);
        assertTrue(live(stack), "liveness must not go down for an outage");
        TestParts.rabbit().restart();
        awaitReady(stack, true);

        accepted.addAll(bookWhileTheDatabaseRestarts(stack, customer));
        awaitReady(stack, true);
        for (var booking : accepted) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> stack.get("/bookings/" + booking, customer)
                            .path("status")
                            .asText()
                            .equals("confirmed"));
        }
        var operator = stack.token("operator", "acme", "operator-1");
        for (var booking : accepted) {
            awaitEffects(stack, operator, booking);
        }
    }

    /** That no event was lost shows in those who consume them: the customer is told once, and the view has it all. */
    private static void awaitEffects(TestStack stack, String operator, String booking) {
        Awaitility.await(booking + " in timeline and mail")
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> types(stack, operator, booking).containsAll(EVENTS));
    }

    private static List<String> types(TestStack stack, String operator, String booking) throws Exception {
        var types = new ArrayList<String>();
        var timeline = stack.get(Place.STATUS, "/status/bookings/" + booking + "/timeline", operator);
        timeline.path("items").forEach(entry -> types.add(entry.path("type").asText()));
        return types;
    }

    private static List<String> bookWhileTheDatabaseRestarts(TestStack stack, String customer) throws Exception {
        var workers = Executors.newFixedThreadPool(4);
        var going = new ArrayList<Future<String>>();
        for (var i = 0; i < 40; i++) {
            var key = "outage-" + i;
            going.add(workers.submit(() -> bookPersistently(stack, customer, key)));
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> going.get(4).isDone());
        TestParts.postgres().restart();
        var booked = new ArrayList<String>();
        for (var future : going) {
            booked.add(future.get());
        }
        workers.shutdown();
        assertEquals(40, booked.stream().distinct().count());
        return booked;
    }

    private static String bookPersistently(TestStack stack, String customer, String key) throws Exception {
        var client = new Client(customer);
        var quote = client.post(
                stack.place.booking() + "/quotes",
                "quote-" + key,
                TestStack.JSON
                        .createObjectNode()
                        .put("service", "CONSULT")
                        .put("partner", "harbour")
                        .put("start", "2030-12-23T09:00:00Z"));
        var placement = TestStack.placement(quote.body().path("id").asText());
        return client.post(stack.place.booking() + "/bookings", key, placement)
                .body()
                .path("id")
                .asText();
    }

    private static void awaitReady(TestStack stack, boolean ready) {
        for (var service : Stack.SERVICES) {
            Awaitility.await(service + " ready: " + ready)
                    .atMost(Duration.ofSeconds(90))
                    .pollInterval(Duration.ofMillis(250))
                    .until(() -> Health.ready(stack.place.port(service)) == ready);
        }
    }

    private static boolean live(TestStack stack) throws Exception {
        for (var service : Stack.SERVICES) {
            var answer = stack.send("GET", stack.place.url(service) + "/q/health/live", null, null, Map.of());
            if (answer.status() != 200) {
                return false;
            }
        }
        return true;
    }
}
