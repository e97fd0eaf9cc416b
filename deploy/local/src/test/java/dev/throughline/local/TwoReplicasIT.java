package dev.throughline.local;

import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.ConnectionFactory;
import dev.throughline.parts.TestParts;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two replicas of booking-service behave as one: keys, limits, pauses, the breaker and the relay. */
class TwoReplicasIT {

    private static final int AT_ONCE = 2;
    private static final int PER_MINUTE = 6;
    private static final Duration PROBED_EVERY = ofSeconds(6);

    private static Replicas replicas;
    private static Client customer;
    private static Client supervisor;

    @BeforeAll
    static void start() throws Exception {
        replicas = Replicas.start(Map.of(
                // The names of keys have what names of variables cannot have.
                "JAVA_TOOL_OPTIONS",
                "'-Dthroughline.jobs.limits.\"partner/harbour\".concurrency=%d' ".formatted(AT_ONCE)
                        + "'-Dthroughline.jobs.limits.\"partner/summit\".per-minute=%d'".formatted(PER_MINUTE),
                "THROUGHLINE_PARTNERS_MERIDIAN_BREAKER_WINDOW",
                "4",
                "THROUGHLINE_PARTNERS_MERIDIAN_BREAKER_DELAY",
                PROBED_EVERY.toString(),
                "THROUGHLINE_PARTNERS_MERIDIAN_PATIENCE",
                "PT10M"));
        customer = replicas.client("customer", "acme");
        supervisor = replicas.client("supervisor", "acme");
    }

    @AfterEach
    void forgetFaults() throws Exception {
        replicas.noFaults();
    }

    @AfterAll
    static void stop() {
        replicas.close();
    }

    private static List<String> bookAtBoth(int number, String partner) throws Exception {
        var booked = new ArrayList<String>();
        for (var index = 0; index < number; index++) {
            booked.add(replicas.book(replicas.both().get(index % 2), customer, partner));
        }
        return booked;
    }

    private static void awaitConfirmed(List<String> bookings) throws Exception {
        for (var booking : bookings) {
            Replicas.awaitStatus(replicas.one(), customer, booking, "confirmed");
        }
    }

    @Test
    void whatIsSentToBothAtOnceIsDoneOnce() throws Exception {
        var placement = replicas.placement(replicas.one(), customer, "meridian");
        var key = Replicas.newKey();
        var threads = Executors.newFixedThreadPool(20);
        var calls = IntStream.range(0, 20)
                .mapToObj(index -> (Callable<Client.Answer>)
                        () -> customer.post(replicas.both().get(index % 2).url() + "/bookings", key, placement))
                .toList();
        var answers = new ArrayList<Client.Answer>();
        for (var call : threads.invokeAll(calls)) {
            answers.add(call.get());
        }
        threads.shutdown();

        assertEquals(1, answers.stream().map(Client.Answer::body).distinct().count());
        assertEquals(19, answers.stream().filter(Client.Answer::replayed).count());
        var booking = answers.get(0).body().path("id").asText();
        awaitConfirmed(List.of(booking));
        assertEquals(1, replicas.reservations(booking).size());
    }

    @Test
    void noMoreJobsOfAKeyRunAtOnceThanItsLimit() throws Exception {
        var delay = Duration.ofMillis(600);
        replicas.fault("harbour", "delay", delay.toMillis(), "reserve");
        var bookings = new ArrayList<String>();
        var workers = new HashSet<String>();
        // Whoever ends a job asks for the next at once: one of the two may get all of the first ones.
        while (workers.size() < 2 && bookings.size() < 50) {
            bookings.addAll(bookAtBoth(10, "harbour"));
            awaitConfirmed(bookings);
            for (var booking : bookings) {
                attempts(booking)
                        .forEach(attempt -> workers.add(attempt.path("worker").asText()));
            }
        }
        assertEquals(2, workers.size(), () -> "Both have worked: " + workers);

        var answered = replicas.requests("harbour").stream()
                .filter(request -> request.path("operation").asText().equals("reserve"))
                .map(request -> Instant.parse(request.path("at").asText()))
                .sorted()
                .toList();
        assertTrue(answered.size() >= 10, answered::toString);
        for (var index = AT_ONCE; index < answered.size(); index++) {
            var begun = answered.get(index).minus(delay);
            assertTrue(!begun.isBefore(answered.get(index - AT_ONCE)), "Three at once: " + answered);
        }
    }

    /** The attempts of the booking's jobs that speak to its partner. */
    private static Stream<JsonNode> attempts(String booking) throws Exception {
        var all = new ArrayList<JsonNode>();
        var jobs = supervisor.get(replicas.other().url() + "/jobs?subject=booking/" + booking);
        for (var job : jobs.path("items")) {
            if (job.path("key").asText().startsWith("partner/")) {
                supervisor
                        .get(replicas.other().url() + "/jobs/" + job.path("id").asText())
                        .path("attempts")
                        .forEach(all::add);
            }
        }
        return all.stream();
    }

    @Test
    void noMoreJobsOfAKeyStartInAMinuteThanItsRate() throws Exception {
        var bookings = bookAtBoth(4, "summit");

        var starts = await().atMost(ofSeconds(180)).until(() -> starts(bookings), found -> found.size() > PER_MINUTE);

        for (var index = PER_MINUTE; index < starts.size(); index++) {
            var minute = Duration.between(starts.get(index - PER_MINUTE), starts.get(index));
            assertTrue(minute.compareTo(ofSeconds(60)) >= 0, "Seven in a minute: " + starts);
        }
    }

    private static List<Instant> starts(List<String> bookings) throws Exception {
        var starts = new ArrayList<Instant>();
        for (var booking : bookings) {
            attempts(booking)
                    .forEach(attempt ->
                            starts.add(Instant.parse(attempt.path("startedAt").asText())));
        }
        return starts.stream().sorted().toList();
    }

    @Test
    void aPauseAndItsEndAreKnownToBoth() throws Exception {
        var wanted = Replicas.object().put("kind", "partner.reserve").put("reason", "The partner moves house.");
        var pause = supervisor
                .post(replicas.one().url() + "/jobs/pauses", Replicas.newKey(), wanted)
                .body();
        var paused = bookAtBoth(6, "meridian");
        var neighbour = replicas.client("customer", "globex");
        for (var at : replicas.both()) {
            var free = replicas.book(at, neighbour, "meridian");
            Replicas.awaitStatus(at, neighbour, free, "confirmed");
        }
        for (var booking : paused) {
            assertEquals(0, attempts(booking).count());
            assertEquals(0, replicas.reservations(booking).size());
        }

        supervisor.post(
                replicas.other().url() + "/jobs/pauses/" + pause.path("id").asText() + "/resume",
                Replicas.newKey(),
                Replicas.object().put("reason", "It has moved."));

        awaitConfirmed(paused);
    }

    @Test
    void oneBreakerStandsForBoth() throws Exception {
        replicas.fault("meridian", "drop_before", 0, "reserve", "find");
        bookAtBoth(8, "meridian");
        for (var replica : replicas.both()) {
            assertEquals("open", breaker(replica, "open").path("state").asText());
        }
        var before = replicas.requests("meridian").size();

        var probes = await().atMost(ofSeconds(120))
                .until(() -> replicas.requests("meridian"), found -> found.size() >= before + 5);

        // The first may have been under way when the breaker opened.
        for (var index = before + 2; index < probes.size(); index++) {
            var wait = Duration.between(at(probes.get(index - 1)), at(probes.get(index)));
            assertTrue(wait.compareTo(PROBED_EVERY.dividedBy(2)) > 0, "Probed twice: " + probes);
        }
        replicas.noFaults();
        for (var replica : replicas.both()) {
            assertEquals("closed", breaker(replica, "closed").path("state").asText());
        }
        awaitConfirmed(bookAtBoth(2, "meridian"));
    }

    private static Instant at(JsonNode request) {
        return Instant.parse(request.path("at").asText());
    }

    private static JsonNode breaker(Replicas.Replica replica, String state) throws Exception {
        return meridian(supervisor.until(
                replica.url() + "/partners",
                partners -> meridian(partners).path("state").asText().equals(state)));
    }

    private static JsonNode meridian(JsonNode partners) {
        for (var partner : partners.path("items")) {
            if (partner.path("id").asText().equals("meridian")) {
                return partner.path("breaker");
            }
        }
        throw new AssertionError("No meridian in " + partners);
    }

    @Test
    void oneRelaysAndTheOtherTakesOverWhenItIsKilled() throws Exception {
        var factory = new ConnectionFactory();
        factory.setHost(TestParts.rabbit().host());
        factory.setPort(TestParts.rabbit().port());
        factory.setVirtualHost(replicas.virtualHost);
        var events = new ConcurrentLinkedQueue<JsonNode>();
        try (var connection = factory.newConnection("two replicas");
                var channel = connection.createChannel()) {
            var queue = channel.queueDeclare().getQueue();
            channel.queueBind(queue, "throughline.events", "booking.#");
            var json = new ObjectMapper();
            channel.basicConsume(
                    queue, true, (tag, message) -> events.add(json.readTree(message.getBody())), tag -> {});
            var bookings = new ArrayList<String>();
            for (var round = 0; round < 3; round++) {
                var relaying = relaying();
                bookings.addAll(bookAtBoth(4, "meridian"));
                relaying.kill();
                bookings.addAll(bookAtBoth(4, "meridian"));
                awaitConfirmed(bookings);
            }
            for (var booking : bookings) {
                await().atMost(ofSeconds(120)).until(() -> confirmed(events, booking));
            }
        }
        assertEquals(List.of(), outOfOrder(events));
    }

    /** The one that relays; waits while it is none, fails if it is both. */
    private static Replicas.Replica relaying() {
        return await().atMost(ofSeconds(120))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(TwoReplicasIT::active, active -> {
                    assertTrue(active.size() < 2, "Both relay");
                    return active.size() == 1;
                })
                .get(0);
    }

    private static List<Replicas.Replica> active() throws Exception {
        var active = new ArrayList<Replicas.Replica>();
        for (var replica : replicas.both()) {
            if (replicas.metric(replica, "throughline_outbox_active") > 0) {
                active.add(replica);
            }
        }
        return active;
    }

    private static boolean confirmed(Iterable<JsonNode> events, String booking) {
        for (var event : events) {
            if (event.path("type").asText().startsWith("booking.confirmed")
                    && event.path("subject").asText().endsWith(booking)) {
                return true;
            }
        }
        return false;
    }

    /** Events that came for the first time after a later one of their booking. */
    private static List<JsonNode> outOfOrder(Iterable<JsonNode> events) {
        var known = new HashSet<String>();
        var last = new HashMap<String, Long>();
        var late = new ArrayList<JsonNode>();
        for (var event : events) {
            if (known.add(event.path("id").asText())) {
                var sequence = event.path("sequence").asLong();
                var before = last.put(event.path("subject").asText(), sequence);
                if (before != null && before > sequence) {
                    late.add(event);
                }
            }
        }
        return late;
    }
}
