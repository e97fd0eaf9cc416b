package dev.throughline.kit.inbox;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.GetResponse;
import dev.throughline.kit.broker.EventTest;
import dev.throughline.kit.broker.Events;
import dev.throughline.kit.broker.Exchanges;
import dev.throughline.kit.broker.ExpectedOutage;
import dev.throughline.kit.event.NewEvent;
import dev.throughline.kit.testing.ExpectedLog;
import dev.throughline.kit.time.TimeSource;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.sql.DriverManager;
import java.util.List;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(EventTest.class)
class InboxTest {

    private static final String ORDERED = "kit.ordered";
    private static final String LOOSE = "kit.loose";

    @Inject
    Events events;

    @Inject
    Exchanges exchanges;

    @Inject
    AppliedEvents effects;

    @Inject
    InboxCaretaker caretaker;

    @Inject
    TimeSource time;

    @Inject
    Tracer tracer;

    @Inject
    InMemorySpanExporter spans;

    @ConfigProperty(name = "throughline.database.username")
    String role;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String database;

    private ExpectedLog deadLetters;
    private ExpectedLog putBack;
    private ExpectedOutage outage;

    @BeforeEach
    void expectWhatIsProvoked() {
        deadLetters = ExpectedLog.of(Inbox.class, ".poison ", "id is broken-1");
        putBack = ExpectedLog.of(Waiting.class, ".poison of ");
        outage = new ExpectedOutage();
        events.awaitConsumers();
    }

    @AfterEach
    void backToTheMachinesTime() {
        time.reset();
        deadLetters.close();
        putBack.close();
        outage.close();
    }

    @Test
    void aDuplicateIsAcknowledgedWithoutEffect() {
        var aggregate = events.aggregate();
        var event = events.event("loose.thing", aggregate, 7);
        var inOrder = events.event("order.thing", aggregate, 1);

        for (var n = 0; n < 5; n++) {
            events.deliver(LOOSE, event);
            events.deliver(ORDERED, inOrder);
        }
        events.deliver(LOOSE, events.event("loose.thing", aggregate, 6));
        events.deliver(ORDERED, events.event("order.thing", aggregate, 2));

        await().atMost(ofSeconds(60))
                .until(() -> events.applied("loose", aggregate).size() == 2);
        await().atMost(ofSeconds(60))
                .until(() -> events.applied("ordered", aggregate).size() == 2);
        awaitSettled(LOOSE);
        awaitSettled(ORDERED);
        assertEquals(List.of(7L, 6L), events.applied("loose", aggregate));
        assertEquals(List.of(1L, 2L), events.applied("ordered", aggregate));
    }

    @Test
    void eventsThatComeInAnyOrderAreAppliedInTheirs() {
        var aggregate = events.aggregate();

        for (var sequence : new int[] {4, 2, 5, 1, 3, 2, 5, 6}) {
            events.deliver(ORDERED, events.event("order.thing", aggregate, sequence));
        }

        await().atMost(ofSeconds(60))
                .until(() -> events.applied("ordered", aggregate).size() == 6);
        awaitSettled(ORDERED);
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L), events.applied("ordered", aggregate));
        assertEquals(0, waiting(aggregate));
    }

    @Test
    void anAggregateFirstSeenInTheMiddleBeginsThereAfterTheGapTimeout() {
        var aggregate = events.aggregate();
        events.deliver(ORDERED, events.event("order.thing", aggregate, 11));
        events.deliver(ORDERED, events.event("order.thing", aggregate, 10));
        await().atMost(ofSeconds(60)).until(() -> waiting(aggregate) == 2);
        assertTrue(events.applied("ordered", aggregate).isEmpty());

        time.advance(ofSeconds(3));

        await().atMost(ofSeconds(60))
                .until(() -> events.applied("ordered", aggregate).size() == 2);
        assertEquals(List.of(10L, 11L), events.applied("ordered", aggregate));
        events.deliver(ORDERED, events.event("order.thing", aggregate, 9));
        awaitSettled(ORDERED);
        assertEquals(List.of(10L, 11L), events.applied("ordered", aggregate));
    }

    @Test
    void aProcessThatDiesBeforeItAppliesWhatWaitedIsReplacedByTheSweeper() {
        var aggregate = events.aggregate();
        var second = events.event("order.thing", aggregate, 2);
        events.deliver(ORDERED, events.event("order.thing", aggregate, 1));
        await().atMost(ofSeconds(60))
                .until(() -> events.applied("ordered", aggregate).size() == 1);

        events.queryAsTenant(
                "insert into inbox_waiting values ('ordered', $1, 2, $2, 'acme', $3, null, now())",
                aggregate,
                second.id().toString(),
                events.envelope(second));

        await().atMost(ofSeconds(60))
                .until(() -> events.applied("ordered", aggregate).size() == 2);
        assertEquals(0, waiting(aggregate));
    }

    @Test
    void aPoisonedEventParksItsOwnAggregateUntilItIsMovedBack() {
        var sick = events.aggregate();
        var healthy = events.aggregate();
        var poison = events.event("order.poison", sick, 2);
        effects.failFor(poison.id().toString());

        events.publish(events.event("order.thing", sick, 1), poison, events.event("order.thing", sick, 3));
        events.publish(events.event("order.thing", healthy, 1), events.event("order.thing", sick, 4));

        var letter = awaitDeadLetter(ORDERED);
        assertEquals(poison.id().toString(), letter.getProps().getMessageId());
        assertTrue(letter.getProps()
                .getHeaders()
                .get("x-throughline-reason")
                .toString()
                .contains("poison in " + sick));
        assertEquals(5, effects.failuresOf(poison.id().toString()));
        assertEquals(List.of(1L), events.applied("ordered", healthy));
        assertEquals(List.of(1L), events.applied("ordered", sick));
        assertTrue(parkedReason(sick).contains("poison in " + sick));
        await().atMost(ofSeconds(60)).until(() -> waiting(sick) == 2);

        effects.heal(poison.id().toString());
        events.onChannel(channel -> {
            channel.basicPublish("", ORDERED, letter.getProps(), letter.getBody());
            return null;
        });

        await().atMost(ofSeconds(60))
                .until(() -> events.applied("ordered", sick).size() == 4);
        assertEquals(List.of(1L, 2L, 3L, 4L), events.applied("ordered", sick));
        assertEquals(null, parkedReason(sick));
        assertEquals(0, waiting(sick));
    }

    @Test
    void anEventThatIsPoisonedAfterItHadWaitedTakesTheSameWay() {
        var aggregate = events.aggregate();
        var poison = events.event("order.poison", aggregate, 2);
        effects.failFor(poison.id().toString());
        events.deliver(ORDERED, poison);
        events.deliver(ORDERED, events.event("order.thing", aggregate, 3));
        await().atMost(ofSeconds(60)).until(() -> waiting(aggregate) == 2);

        events.deliver(ORDERED, events.event("order.thing", aggregate, 1));

        var letter = awaitDeadLetter(ORDERED);
        assertEquals(poison.id().toString(), letter.getProps().getMessageId());
        assertEquals(List.of(1L), events.applied("ordered", aggregate));
        effects.heal(poison.id().toString());
        events.deliver(ORDERED, poison);
        await().atMost(ofSeconds(60))
                .until(() -> events.applied("ordered", aggregate).size() == 3);
    }

    @Test
    void aPoisonedFirstEventOfAnAggregateSeenInTheMiddleIsDeadLetteredToo() {
        var aggregate = events.aggregate();
        var poison = events.event("order.poison", aggregate, 5);
        effects.failFor(poison.id().toString());
        events.deliver(ORDERED, poison);
        await().atMost(ofSeconds(60)).until(() -> waiting(aggregate) == 1);

        time.advance(ofSeconds(3));

        assertEquals(poison.id().toString(), awaitDeadLetter(ORDERED).getProps().getMessageId());
        effects.heal(poison.id().toString());
    }

    @Test
    void aPoisonedEventWithoutOrderHoldsNothingUp() {
        var aggregate = events.aggregate();
        var poison = events.event("loose.poison", aggregate, 1);
        effects.failFor(poison.id().toString());

        events.publish(poison, events.event("loose.thing", aggregate, 2));

        await().atMost(ofSeconds(60))
                .until(() -> events.applied("loose", aggregate).equals(List.of(2L)));
        assertEquals(poison.id().toString(), awaitDeadLetter(LOOSE).getProps().getMessageId());
        effects.heal(poison.id().toString());
    }

    @Test
    void whatIsNoEventIsDeadLetteredAtOnceWithTheReason() {
        events.deliver(LOOSE, "broken-1", "{\"specversion\": \"1.0\", \"type\": \"loose.thing.v1\"}");

        var letter = awaitDeadLetter(LOOSE);

        assertEquals("broken-1", letter.getProps().getMessageId());
        assertEquals(1, deadLetters.count());
        assertEquals(
                "not an event: sequence is not an integer from 1",
                letter.getProps().getHeaders().get("x-throughline-reason").toString());
        assertFalse(letter.getProps().getHeaders().containsKey("x-death"), "was never rejected or requeued");
    }

    @Test
    void aDeadLetterQueueThatIsGoneOrThatNobodyHasBoundIsMadeAndBoundAgain() {
        events.onChannel(channel -> channel.queueUnbind(LOOSE + ".dlq", exchanges.deadLetter(), LOOSE));
        await().atMost(ofSeconds(60)).until(() -> brokersDeadLetterArrives(LOOSE));

        events.onChannel(channel -> channel.queueDelete(LOOSE + ".dlq"));
        await().ignoreExceptions().atMost(ofSeconds(60)).until(() -> brokersDeadLetterArrives(LOOSE));
        events.onChannel(channel -> channel.queuePurge(LOOSE + ".dlq"));
    }

    /** As the broker dead-letters by itself: what no queue is bound for is gone. */
    private boolean brokersDeadLetterArrives(String queue) {
        events.onChannel(channel -> {
            channel.basicPublish(exchanges.deadLetter(), queue, null, new byte[0]);
            return null;
        });
        return events.take(queue + ".dlq") != null;
    }

    @Test
    void anOutageOfTheDatabaseUsesUpNoDeliveries() throws Exception {
        var aggregate = events.aggregate();
        asOwner("alter role " + role + " nologin");
        asOwner("select pg_terminate_backend(pid) from pg_stat_activity where usename = '" + role + "'");
        var delivered = IntStream.rangeClosed(1, 20)
                .mapToObj(n -> events.event("order.thing", aggregate, n))
                .toList();
        try {
            delivered.forEach(event -> events.deliver(ORDERED, event));
            awaitOutageOf(ofSeconds(8));
        } finally {
            asOwner("alter role " + role + " login");
        }

        await().ignoreExceptions()
                .atMost(ofSeconds(60))
                .until(() -> events.applied("ordered", aggregate).size() == 20);
        awaitSettled(ORDERED);
        assertEquals(0, events.messagesIn(ORDERED + ".dlq"));
    }

    @Test
    void oneTraceLeadsFromTheCauseThroughTheRelayToTheEffect() {
        var aggregate = events.aggregate();
        var event = events.event("order.traced", aggregate, 1);
        var cause = tracer.spanBuilder("cause").startSpan();

        events.perform(work -> {
            // The unit of work looks at the context it runs in, which is not the test's.
            var unused = cause.makeCurrent();
            work.publish(event);
            return Uni.createFrom().voidItem();
        });
        cause.end();

        await().atMost(ofSeconds(60)).until(() -> span("process order.traced", event) != null);
        var published = span("publish order.traced", event);
        var processed = span("process order.traced", event);
        assertEquals(cause.getSpanContext().getTraceId(), published.getTraceId());
        assertEquals(cause.getSpanContext().getSpanId(), published.getParentSpanId());
        assertEquals(SpanKind.PRODUCER, published.getKind());
        assertEquals(published.getTraceId(), processed.getTraceId());
        assertEquals(published.getSpanId(), processed.getParentSpanId());
        assertEquals(SpanKind.CONSUMER, processed.getKind());
        assertTrue(processed.getEndEpochNanos() - processed.getStartEpochNanos()
                > ofMillis(1).toNanos());
    }

    @Test
    void theSpanOfAFailedEffectSaysSo() {
        var poison = events.event("loose.poison", events.aggregate(), 1);
        effects.failFor(poison.id().toString());

        events.publish(poison);

        assertEquals(poison.id().toString(), awaitDeadLetter(LOOSE).getProps().getMessageId());
        await().atMost(ofSeconds(60)).until(() -> span("process loose.poison", poison) != null);
        var span = span("process loose.poison", poison);
        assertEquals(StatusCode.ERROR, span.getStatus().getStatusCode());
        assertEquals(
                IllegalStateException.class.getName(),
                span.getAttributes().asMap().entrySet().stream()
                        .filter(each -> each.getKey().getKey().equals("error.type"))
                        .findFirst()
                        .orElseThrow()
                        .getValue());
        effects.heal(poison.id().toString());
    }

    @Test
    void oldClaimsAreForgottenAndNewOnesKept() {
        var aggregate = events.aggregate();
        var event = events.event("loose.thing", aggregate, 1);
        events.deliver(LOOSE, event);
        await().atMost(ofSeconds(60)).until(() -> claims(event) == 1);
        events.queryAsTenant("insert into inbox select 'loose', 'old-' || n, 'acme', now() - interval '31 days' "
                + "from generate_series(1, 2500) n");

        caretaker.prune().await().atMost(ofSeconds(60));

        assertEquals(1, claims(event));
        assertEquals(
                0L,
                events.queryAsTenant("select count(*) from inbox where message_id like 'old-%'")
                        .get(0)
                        .getLong(0));
    }

    private SpanData span(String name, NewEvent event) {
        return spans.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .filter(span ->
                        span.getAttributes().asMap().containsValue(event.id().toString()))
                .findFirst()
                .orElse(null);
    }

    private GetResponse awaitDeadLetter(String queue) {
        return await().ignoreExceptions()
                .atMost(ofSeconds(60))
                .until(() -> events.take(queue + ".dlq"), letter -> letter != null);
    }

    private void awaitSettled(String queue) {
        await().atMost(ofSeconds(60)).until(() -> unsettled(queue) == 0);
    }

    /** Ready and unacknowledged; the metrics of a quorum queue lag, so the inbox's lanes are asked through its consumer. */
    private long unsettled(String queue) {
        var probe = events.event(queue.equals(LOOSE) ? "loose.probe" : "order.probe", events.aggregate(), 1);
        events.deliver(queue, probe);
        var consumer = queue.equals(LOOSE) ? "loose" : "ordered";
        await().atMost(ofSeconds(60))
                .until(() -> events.applied(consumer, probe.aggregate()).size() == 1);
        return events.messagesIn(queue);
    }

    private long waiting(String aggregate) {
        return events.queryAsTenant("select count(*) from inbox_waiting where aggregate = $1", aggregate)
                .get(0)
                .getLong(0);
    }

    private String parkedReason(String aggregate) {
        var rows =
                events.queryAsTenant("select reason from inbox_aggregate where aggregate = $1 and parked", aggregate);
        return rows.isEmpty() ? null : rows.get(0).getString(0);
    }

    private long claims(NewEvent event) {
        return events.queryAsTenant(
                        "select count(*) from inbox where message_id = $1",
                        event.id().toString())
                .get(0)
                .getLong(0);
    }

    private void awaitOutageOf(java.time.Duration length) {
        var until = System.nanoTime() + length.toNanos();
        await().atMost(length.multipliedBy(2)).until(() -> System.nanoTime() > until);
    }

    private void asOwner(String sql) throws Exception {
        try (var connection = DriverManager.getConnection(database, "postgres", "");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
