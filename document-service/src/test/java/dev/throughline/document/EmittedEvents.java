package dev.throughline.document;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import dev.throughline.kit.broker.BrokerSettings;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;

/** Everything about documents that has been on the exchange. */
@Startup
@ApplicationScoped
public class EmittedEvents {

    private final List<JsonNode> events = new CopyOnWriteArrayList<>();
    private final BrokerSettings broker;
    private final ObjectMapper json;
    private Connection connection;

    EmittedEvents(BrokerSettings broker, ObjectMapper json) {
        this.broker = broker;
        this.json = json;
    }

    @PostConstruct
    void listen() throws IOException, TimeoutException {
        var factory = new ConnectionFactory();
        factory.setHost(broker.host());
        factory.setPort(broker.port());
        factory.setUsername(broker.username());
        factory.setPassword(broker.password());
        factory.setVirtualHost(broker.virtualHost());
        connection = factory.newConnection("test");
        var channel = connection.createChannel();
        // As the relay declares it, whoever comes first.
        var unrouted = Map.<String, Object>of("alternate-exchange", "throughline.unrouted");
        channel.exchangeDeclare("throughline.events", "topic", true, false, unrouted);
        var queue = channel.queueDeclare().getQueue();
        channel.queueBind(queue, "throughline.events", "document.#");
        channel.basicConsume(queue, true, (tag, delivery) -> events.add(json.readTree(delivery.getBody())), tag -> {});
    }

    void stop(@Observes ShutdownEvent event) throws IOException {
        connection.close();
    }

    /** The events about the document so far, in the order in which they came. */
    public List<JsonNode> of(UUID document) {
        return events.stream()
                .filter(event -> event.path("subject").asText().equals("document/" + document))
                .toList();
    }

    /** Waits for the event {@code document.stored} of the document. */
    public JsonNode awaitStored(UUID document) {
        await("document.stored").atMost(60, SECONDS).until(() -> of(document).size() >= 2);
        return of(document).get(1);
    }
}
