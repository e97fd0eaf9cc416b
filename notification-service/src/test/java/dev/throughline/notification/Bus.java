package dev.throughline.notification;

import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConnectionFactory;
import dev.throughline.kit.broker.BrokerSettings;
import dev.throughline.kit.inbox.ConsumerChannels;
import dev.throughline.kit.time.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The exchange that all services share, as another service sees it. */
@ApplicationScoped
public class Bus {

    private static final String EXCHANGE = "throughline.events";
    private static final String HEARD = "test.heard";

    private final BrokerSettings broker;
    private final ConsumerChannels consumers;
    private final ObjectMapper json;

    Bus(BrokerSettings broker, ConsumerChannels consumers, ObjectMapper json) {
        this.broker = broker;
        this.consumers = consumers;
        this.json = json;
    }

    /** An event of another service. */
    public record Told(String id, String tenant, String type, String aggregate, long sequence, ObjectNode data) {

        public Told of(String tenant) {
            return new Told(id, tenant, type, aggregate, sequence, data);
        }
    }

    /** An event of a booking of {@code ana}, complete as booking-service tells it. */
    public Told booking(String type, UUID booking, long sequence, String email, String locale) {
        var data = json.createObjectNode()
                .put("booking", booking.toString())
                .put("owner", "ana")
                .put("status", "confirmed")
                .put("service", "CONSULT")
                .put("partner", "meridian")
                .put("start", "2030-12-24T17:00:00Z")
                .put("durationMinutes", 45)
                .put("visitStatus", "scheduled");
        data.putNull("reason");
        data.putObject("price").put("amount", "1105.57").put("currency", "EUR");
        customer(data, email, locale);
        return new Told(Ids.next().toString(), "acme", type, "booking/" + booking, sequence, data);
    }

    /** A report of a booking, as document-service tells it. */
    public Told document(UUID booking, String email, String locale) {
        var document = Ids.next();
        var data = json.createObjectNode()
                .put("document", document.toString())
                .put("booking", booking.toString())
                .put("kind", "visit-report")
                .put("state", "stored")
                .put("service", "CONSULT")
                .put("start", "2030-12-24T17:00:00Z");
        data.putObject("link")
                .put("url", "https://reports.example.com/documents/" + document + "/content?signature=a&expires=b")
                .put("expiresAt", "2031-01-07T11:00:00Z");
        customer(data, email, locale);
        return new Told(Ids.next().toString(), "acme", "document.stored", "document/" + document, 2, data);
    }

    private static void customer(ObjectNode data, String email, String locale) {
        data.putObject("customer")
                .put("name", "Ana Dvořák")
                .put("email", email)
                .put("phone", "+4930123456")
                .put("locale", locale);
    }

    /** Publishes as a relay does, as often as {@code times}. */
    public void tell(Told told, int times) {
        var properties = new BasicProperties.Builder()
                .messageId(told.id())
                .contentType("application/cloudevents+json")
                .deliveryMode(2)
                .build();
        var body = envelope(told).getBytes(StandardCharsets.UTF_8);
        onChannel(channel -> {
            channel.confirmSelect();
            for (var n = 0; n < times; n++) {
                channel.basicPublish(EXCHANGE, told.type(), true, properties, body);
            }
            channel.waitForConfirmsOrDie(30_000);
            return null;
        });
    }

    public void tell(Told told) {
        tell(told, 1);
    }

    private String envelope(Told told) {
        var envelope = json.createObjectNode()
                .put("specversion", "1.0")
                .put("id", told.id())
                .put("source", "/throughline/test")
                .put("type", told.type() + ".v1")
                .put("subject", told.aggregate())
                .put("time", Instant.now().toString())
                .put("datacontenttype", "application/json")
                .put("tenant", told.tenant())
                .put("operationid", Ids.next().toString())
                .put("sequence", told.sequence());
        envelope.set("data", told.data());
        return envelope.toString();
    }

    /** Waits for the service to consume, and keeps from now on what it tells. */
    public void listen() {
        await().atMost(ofSeconds(60)).until(() -> consumers.isConsuming("notifications"));
        onChannel(channel -> {
            channel.queueDeclare(HEARD, true, false, false, null);
            channel.queueBind(HEARD, EXCHANGE, "notification.#");
            channel.queueBind(HEARD, EXCHANGE, "job.changed");
            return null;
        });
    }

    /** Takes what has been heard of {@code notification} since, until there are {@code count}; the rest is dropped. */
    public List<JsonNode> heard(String notification, int count) {
        return heardOf("notification/" + notification, count);
    }

    /** As {@link #heard}, of any aggregate. */
    public List<JsonNode> heardOf(String aggregate, int count) {
        var found = new ArrayList<JsonNode>();
        await().atMost(ofSeconds(60)).until(() -> {
            for (var event = take(); event != null; event = take()) {
                if (event.path("subject").asText().equals(aggregate)) {
                    found.add(event);
                }
            }
            return found.size() >= count;
        });
        return found;
    }

    private JsonNode take() {
        return onChannel(channel -> {
            var got = channel.basicGet(HEARD, true);
            return got == null ? null : json.readTree(got.getBody());
        });
    }

    private <T> T onChannel(Work<T> work) {
        var factory = new ConnectionFactory();
        factory.setHost(broker.host());
        factory.setPort(broker.port());
        factory.setUsername(broker.username());
        factory.setPassword(broker.password());
        factory.setVirtualHost(broker.virtualHost());
        try (var connection = factory.newConnection("test");
                var channel = connection.createChannel()) {
            return work.on(channel);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @FunctionalInterface
    private interface Work<T> {
        T on(Channel channel) throws Exception;
    }
}
