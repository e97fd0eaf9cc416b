package dev.throughline.local;

import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConnectionFactory;
import dev.throughline.parts.TestParts;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Bookings of every kind of fate; what is then on the wire is what the schemas say. */
class EventsIT {

    private static final Set<String> TYPES = Set.of(
            "booking.placed.v1",
            "booking.confirmed.v1",
            "booking.rejected.v1",
            "booking.needs-attention.v1",
            "booking.resumed.v1",
            "booking.cancelling.v1",
            "booking.cancelled.v1",
            "booking.rescheduling.v1",
            "booking.rescheduled.v1",
            "booking.reschedule-failed.v1",
            "visit.checked-in.v1",
            "visit.completed.v1",
            "visit.no-show.v1",
            "partner.attempted.v1",
            "job.changed.v1",
            "document.requested.v1",
            "document.stored.v1",
            "notification.queued.v1",
            "notification.sent.v1",
            "projection.heartbeat.v1");

    private final ConcurrentLinkedQueue<JsonNode> events = new ConcurrentLinkedQueue<>();

    @Test
    void everyEventIsAsItsSchemaSays() throws Exception {
        var stack = TestStack.get();
        var customer = stack.token("customer", "acme", "events");
        var operator = stack.token("operator", "acme", "operator-1");
        var factory = new ConnectionFactory();
        factory.setHost(TestParts.rabbit().host());
        factory.setPort(TestParts.rabbit().port());
        factory.setVirtualHost(stack.virtualHost);
        try (var connection = factory.newConnection("events");
                var channel = connection.createChannel()) {
            listen(channel);
            complete(stack, customer, operator);
            noShow(stack, customer, operator);
            cancel(stack, customer);
            move(stack, customer);
            reject(stack, customer);
            needHelp(stack, customer, operator);
            await().atMost(ofSeconds(60)).until(() -> types().containsAll(TYPES));
        }
        var schemas = new EventSchemas(stack.home.root());
        var faults = events.stream()
                .flatMap(event -> schemas.faults(event).stream())
                .distinct()
                .toList();
        assertEquals(List.of(), faults);
    }

    private void listen(Channel channel) throws Exception {
        var queue = channel.queueDeclare().getQueue();
        channel.queueBind(queue, "throughline.events", "#");
        channel.basicConsume(
                queue, true, (tag, message) -> events.add(TestStack.JSON.readTree(message.getBody())), tag -> {});
    }

    private Set<String> types() {
        var types = new TreeSet<String>();
        events.forEach(event -> types.add(event.path("type").asText()));
        return types;
    }

    private static void complete(TestStack stack, String customer, String operator) throws Exception {
        var id = stack.confirmed(customer, "harbour");
        stack.act(id, operator, "check-in", "{}");
        stack.act(
                id,
                operator,
                "complete",
                "{\"practitioner\":\"Dr Ana Dvořák\",\"findings\":\"All well.\",\"durationMinutes\":25}");
    }

    private static void noShow(TestStack stack, String customer, String operator) throws Exception {
        stack.act(stack.confirmed(customer, "harbour"), operator, "no-show", "{}");
    }

    private static void cancel(TestStack stack, String customer) throws Exception {
        var id = stack.confirmed(customer, "harbour");
        stack.act(id, customer, "cancel", "{\"reason\":\"Feeling better.\"}");
        stack.awaitStatus(id, customer, "cancelled");
    }

    private static void move(TestStack stack, String customer) throws Exception {
        var moves = new Moves(stack, customer);
        var id = stack.confirmed(customer, "summit");
        moves.ask(id, "2030-12-22T09:00:00Z");
        moves.settled(id, "rejected on a Sunday");
        moves.ask(id, "2030-12-24T09:00:00Z");
        moves.settled(id, "moved");
    }

    private static void reject(TestStack stack, String customer) throws Exception {
        stack.sandbox("PUT", "/sandbox/faults", "[{\"operation\":\"reserve\",\"fault\":\"reject\",\"times\":1}]");
        stack.awaitStatus(stack.book(customer, "harbour"), customer, "rejected");
        stack.sandbox("DELETE", "/sandbox/faults", null);
    }

    private static void needHelp(TestStack stack, String customer, String operator) throws Exception {
        stack.sandbox(
                "PUT", "/sandbox/faults", "[{\"operation\":\"reserve\",\"fault\":\"drop_before\",\"times\":1000}]");
        var id = stack.book(customer, "harbour");
        stack.awaitStatus(id, customer, "needs_attention");
        stack.sandbox("DELETE", "/sandbox/faults", null);
        var job = stack.get("/jobs?state=dead_letter&subject=booking/" + id, operator)
                .path("items")
                .path(0)
                .path("id")
                .asText();
        var replay = stack.post(
                "/jobs/" + job + "/replay",
                operator,
                UUID.randomUUID().toString(),
                TestStack.JSON.createObjectNode().put("reason", "The partner is back."));
        assertEquals(202, replay.status(), replay.raw()::body);
        stack.awaitStatus(id, customer, "confirmed");
    }
}
