package dev.throughline.kit.outbox;

import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.throughline.kit.broker.EventTest;
import dev.throughline.kit.broker.Events;
import dev.throughline.kit.broker.ExpectedOutage;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.util.Map;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(EventTest.class)
class OutboxRelayTest {

    @Inject
    Events events;

    @Inject
    OutboxRelay relay;

    private ExpectedOutage outage;

    @BeforeEach
    void expectAnOutage() {
        outage = new ExpectedOutage();
    }

    @AfterEach
    void expectNoMore() {
        outage.close();
    }

    @Test
    void anEventOfARolledBackTransactionNeverAppears() {
        var kept = events.event("order.placed", events.aggregate(), 1);
        var lost = events.event("order.placed", events.aggregate(), 1);
        bind("rollback.probe", "order.placed");

        assertThrows(
                IllegalStateException.class,
                () -> events.perform(work -> {
                    work.publish(lost);
                    return Uni.createFrom().failure(new IllegalStateException("no"));
                }));
        events.publish(kept);

        await().atMost(ofSeconds(60)).until(() -> events.messagesIn("rollback.probe") > 0);
        await().atMost(ofSeconds(60)).until(() -> events.pending() == 0);
        assertEquals(
                kept.id().toString(), events.take("rollback.probe").getProps().getMessageId());
        assertEquals(0, events.messagesIn("rollback.probe"));
        assertEquals(
                0,
                events.query(
                                "select 1 from applied_event where event = $1",
                                lost.id().toString())
                        .size());
    }

    @Test
    void aMessageSaysWhatItIsToThoseWhoDoNotReadIt() {
        bind("header.probe", "order.described");
        var event = events.event("order.described", events.aggregate(), 1);

        events.publish(event);

        await().atMost(ofSeconds(60)).until(() -> events.messagesIn("header.probe") == 1);
        var message = events.take("header.probe");
        var properties = message.getProps();
        assertEquals(event.id().toString(), properties.getMessageId());
        assertEquals("application/cloudevents+json", properties.getContentType());
        assertEquals(2, properties.getDeliveryMode());
        assertEquals("acme", properties.getHeaders().get("tenant").toString());
        assertEquals(36, properties.getHeaders().get("operationid").toString().length());
        assertEquals(55, properties.getHeaders().get("traceparent").toString().length());
    }

    @Test
    void anEventNobodyConsumesYetIsKept() {
        var before = events.messagesIn("throughline.unrouted");

        events.publish(events.event("nobody.listens", events.aggregate(), 1));

        await().atMost(ofSeconds(60)).until(() -> events.messagesIn("throughline.unrouted") == before + 1);
        assertEquals(0, events.pending());
    }

    @Test
    void aMissingExchangeIsMadeAgainAndNothingIsLost() {
        events.onChannel(channel -> channel.exchangeDelete("throughline.events"));
        var aggregate = events.aggregate();

        events.publish(events.event("exchange.gone", aggregate, 1), events.event("exchange.gone", aggregate, 2));

        await().atMost(ofSeconds(60)).until(() -> events.pending() == 0);
        assertEquals(RelayState.active, relay.state());
        await().atMost(ofSeconds(60)).until(this::consumersGetEventsAgain);
    }

    @Test
    void anEventThatCannotBeRoutedWaitsUntilItCan() {
        events.onChannel(channel -> {
            channel.queueDelete("throughline.unrouted");
            return channel.exchangeDelete("throughline.unrouted");
        });

        events.publish(events.event("nobody.listens", events.aggregate(), 1));

        await().atMost(ofSeconds(60)).until(() -> events.pending() == 0);
        assertEquals(1, events.messagesIn("throughline.unrouted"));
    }

    private boolean consumersGetEventsAgain() {
        var aggregate = events.aggregate();
        events.publish(events.event("order.probe", aggregate, 1));
        try {
            await().atMost(ofSeconds(5))
                    .until(() -> events.applied("ordered", aggregate).size() == 1);
            return true;
        } catch (ConditionTimeoutException notYet) {
            return false;
        }
    }

    private void bind(String queue, String routingKey) {
        events.onChannel(channel -> {
            channel.queueDeclare(queue, false, false, false, Map.of("x-expires", 60_000));
            return channel.queueBind(queue, "throughline.events", routingKey);
        });
    }
}
