package dev.throughline.status;

import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP.BasicProperties;
import dev.throughline.kit.broker.Broker;
import dev.throughline.kit.broker.ConfirmedChannel;
import dev.throughline.kit.broker.Exchanges;
import dev.throughline.kit.broker.OutgoingMessage;
import dev.throughline.kit.event.CloudEvents;
import dev.throughline.kit.event.NewEvent;
import dev.throughline.kit.time.Ids;
import dev.throughline.kit.work.Origin;
import io.restassured.RestAssured;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Plays all services that tell of bookings: publishes their events as their relays would. */
@ApplicationScoped
public class Services {

    /** An event with who caused it. */
    public record Told(NewEvent event, Origin origin, String traceparent) {

        public static Told by(String tenant, String actor, NewEvent event) {
            return new Told(event, new Origin(tenant, actor, Ids.next()), "00-" + trace() + "-b7ad6b7169203331-01");
        }

        private static String trace() {
            return UUID.randomUUID().toString().replace("-", "");
        }
    }

    private final Broker broker;
    private final Exchanges exchanges;
    private final CloudEvents cloudEvents;
    private ConfirmedChannel channel;

    Services(Broker broker, Exchanges exchanges, CloudEvents cloudEvents) {
        this.broker = broker;
        this.exchanges = exchanges;
        this.cloudEvents = cloudEvents;
    }

    /** Waits until the projection consumes. */
    public void awaitReady() {
        await().atMost(ofSeconds(60))
                .until(() -> RestAssured.get("/q/health/ready").statusCode() == 200);
    }

    public void tell(Told... told) {
        tell(List.of(told));
    }

    public synchronized void tell(List<Told> told) {
        try {
            if (channel == null || !channel.isOpen()) {
                channel = broker.open("tests");
            }
            // A channel tracks what is sent together by its id: duplicates go one by one.
            for (var each : told) {
                var sent = channel.send(List.of(message(each)), ofSeconds(30));
                if (!sent.complete()) {
                    throw new IllegalStateException(sent.failure());
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private OutgoingMessage message(Told told) {
        var id = told.event().id().toString();
        var properties = new BasicProperties.Builder()
                .messageId(id)
                .contentType(CloudEvents.MEDIA_TYPE)
                .deliveryMode(2)
                .build();
        var body = cloudEvents.write(told.event(), told.origin(), told.traceparent());
        return new OutgoingMessage(
                exchanges.events(), told.event().type(), properties, body.getBytes(StandardCharsets.UTF_8));
    }

    @PreDestroy
    void close() {
        if (channel != null) {
            channel.close();
        }
    }

    /** A list that tests fill step by step. */
    public static List<Told> none() {
        return new ArrayList<>();
    }
}
