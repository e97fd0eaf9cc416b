package dev.throughline.kit.outbox;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.GetResponse;
import dev.throughline.kit.broker.EventTest;
import dev.throughline.kit.broker.Events;
import dev.throughline.kit.broker.ExpectedOutage;
import dev.throughline.kit.broker.PrivateBroker;
import dev.throughline.kit.event.CloudEvents;
import dev.throughline.kit.event.NewEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(EventTest.class)
class BrokerOutageTest {

    private static final int AGGREGATES = 40;
    private static final int ROUNDS = 75;

    @Inject
    Events events;

    @Inject
    OutboxRelay relay;

    @Inject
    CloudEvents cloudEvents;

    PrivateBroker broker;

    private ExpectedOutage outage;

    @BeforeEach
    void expectAnOutage() {
        outage = new ExpectedOutage();
        events.awaitConsumers();
    }

    @AfterEach
    void expectNoMore() {
        outage.close();
    }

    @Test
    void throughAKilledBrokerAllEventsArriveInOrderAndTakeEffectOnce() {
        var aggregates = aggregates();
        bindProbe();
        broker.settle();
        var all = AGGREGATES * ROUNDS;
        var rounds = new AtomicInteger();
        var publishing = CompletableFuture.runAsync(() -> publishAll(aggregates, rounds));
        await().pollInterval(ofMillis(5)).atMost(ofSeconds(60)).until(() -> rounds.get() >= ROUNDS / 3);

        broker.kill();
        try {
            publishing.join();
            assertTrue(events.pending() > 0, "the broker was to be killed in the middle");
            assertTrue(events.pending() < all, "the broker was to be killed in the middle");
        } finally {
            broker.start();
        }

        await().atMost(ofSeconds(60)).until(() -> events.pending() == 0);
        var expected = LongStream.rangeClosed(1, ROUNDS).boxed().toList();
        await().atMost(ofSeconds(90)).untilAsserted(() -> assertEquals(all, effects(aggregates)));
        aggregates.forEach(aggregate -> assertEquals(expected, events.applied("ordered", aggregate)));
        var first = firstArrivals();
        aggregates.forEach(aggregate -> assertEquals(expected, first.get(aggregate)));
        assertEquals(0, events.messagesIn("kit.ordered.dlq"));
    }

    @Test
    void aBrokerThatHangsDelaysEventsButHoldsNothingUpForGood() {
        var aggregate = events.aggregate();
        await().atMost(ofSeconds(60)).until(() -> relay.state() == RelayState.active);

        broker.freeze();
        try {
            events.publish(IntStream.rangeClosed(1, 50)
                    .mapToObj(n -> events.event("order.moved", aggregate, n))
                    .toList());
            await().atMost(ofSeconds(60)).until(() -> relay.state() == RelayState.disconnected);
            assertEquals(50, events.pending());
        } finally {
            broker.thaw();
        }

        await().atMost(ofSeconds(60)).until(() -> events.pending() == 0);
        var expected = LongStream.rangeClosed(1, 50).boxed().toList();
        await().atMost(ofSeconds(60)).untilAsserted(() -> assertEquals(expected, events.applied("ordered", aggregate)));
    }

    private List<String> aggregates() {
        return IntStream.range(0, AGGREGATES).mapToObj(n -> events.aggregate()).toList();
    }

    private void publishAll(List<String> aggregates, AtomicInteger rounds) {
        for (var sequence = 1; sequence <= ROUNDS; sequence++) {
            var round = new ArrayList<NewEvent>();
            for (var aggregate : aggregates) {
                round.add(events.event("order.moved", aggregate, sequence));
            }
            events.publish(round);
            rounds.incrementAndGet();
        }
    }

    private long effects(List<String> aggregates) {
        return events.query(
                        "select count(*) from applied_event where consumer = 'ordered' and aggregate = any($1::text[])",
                        (Object) aggregates.toArray(String[]::new))
                .get(0)
                .getLong(0);
    }

    private void bindProbe() {
        events.onChannel(channel -> {
            channel.queueDeclare("outage.probe", true, false, false, Map.of("x-queue-type", "quorum"));
            return channel.queueBind("outage.probe", "throughline.events", "order.moved");
        });
    }

    /** For each aggregate, its sequences in the order in which each was seen for the first time on the wire. */
    private Map<String, List<Long>> firstArrivals() {
        return events.onChannel(channel -> {
            var arrivals = new HashMap<String, List<Long>>();
            GetResponse message;
            while ((message = channel.basicGet("outage.probe", true)) != null) {
                var event = cloudEvents.read(message.getBody());
                var seen = arrivals.computeIfAbsent(event.aggregate(), any -> new ArrayList<>());
                if (!seen.contains(event.sequence())) {
                    seen.add(event.sequence());
                }
            }
            channel.queueDelete("outage.probe");
            return arrivals;
        });
    }
}
