package dev.throughline.kit.broker;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import dev.throughline.kit.event.CloudEvents;
import dev.throughline.kit.event.NewEvent;
import dev.throughline.kit.inbox.ConsumerChannels;
import dev.throughline.kit.inbox.Consumers;
import dev.throughline.kit.job.OwnContext;
import dev.throughline.kit.time.Ids;
import dev.throughline.kit.work.Origin;
import dev.throughline.kit.work.UnitOfWork;
import dev.throughline.kit.work.Work;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** What the event tests do and look at: units of work, messages put straight into a queue, rows. */
@ApplicationScoped
public class Events {

    public static final String TENANT = "acme";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final UnitOfWork unitOfWork;
    private final OwnContext ownContext;
    private final CloudEvents cloudEvents;
    private final ObjectMapper json;
    private final Pool pool;
    private final BrokerSettings broker;
    private final Consumers consumers;
    private final ConsumerChannels channels;

    Events(
            UnitOfWork unitOfWork,
            OwnContext ownContext,
            CloudEvents cloudEvents,
            ObjectMapper json,
            Pool pool,
            BrokerSettings broker,
            Consumers consumers,
            ConsumerChannels channels) {
        this.unitOfWork = unitOfWork;
        this.ownContext = ownContext;
        this.cloudEvents = cloudEvents;
        this.json = json;
        this.pool = pool;
        this.broker = broker;
        this.consumers = consumers;
        this.channels = channels;
    }

    /** An application that has just started may publish before its own queues are there. */
    public void awaitConsumers() {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> consumers.names().stream().allMatch(channels::isConsuming));
    }

    public NewEvent event(String type, String aggregate, long sequence) {
        return new NewEvent(
                Ids.next(),
                type,
                1,
                aggregate,
                sequence,
                Instant.now(),
                json.createObjectNode().put("n", sequence));
    }

    public String aggregate() {
        return "thing/" + UUID.randomUUID();
    }

    /** Publishes the events in one unit of work. */
    public void publish(NewEvent... events) {
        publish(List.of(events));
    }

    public void publish(List<NewEvent> events) {
        perform(work -> {
            events.forEach(work::publish);
            return Uni.createFrom().voidItem();
        });
    }

    public <T> T perform(Function<Work, Uni<T>> action) {
        var origin = Origin.system("test", TENANT, Ids.next());
        return ownContext.run(() -> unitOfWork.perform(origin, action)).await().atMost(LIMIT);
    }

    /** Puts the event straight into {@code queue}, past outbox and relay. */
    public void deliver(String queue, NewEvent event) {
        deliver(queue, event.id().toString(), envelope(event));
    }

    public void deliver(String queue, String id, String body) {
        var properties = new BasicProperties.Builder()
                .messageId(id)
                .contentType(CloudEvents.MEDIA_TYPE)
                .deliveryMode(2)
                .build();
        onChannel(channel -> {
            channel.basicPublish("", queue, properties, body.getBytes(StandardCharsets.UTF_8));
            return null;
        });
    }

    public String envelope(NewEvent event) {
        return cloudEvents.write(event, Origin.system("test", TENANT, Ids.next()), null);
    }

    /** Takes one message out of {@code queue}; {@code null} if there is none. */
    public GetResponse take(String queue) {
        return onChannel(channel -> channel.basicGet(queue, true));
    }

    public long messagesIn(String queue) {
        return onChannel(channel -> channel.messageCount(queue));
    }

    public <T> T onChannel(ChannelWork<T> work) {
        var factory = new ConnectionFactory();
        factory.setHost(broker.host());
        factory.setPort(broker.port());
        try (var connection = factory.newConnection("test");
                var channel = connection.createChannel()) {
            channel.confirmSelect();
            var answer = work.on(channel);
            channel.waitForConfirms(5000);
            return answer;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The sequences that {@code consumer} has applied for the aggregate, in the order in which it did. */
    public List<Long> applied(String consumer, String aggregate) {
        var sequences = new ArrayList<Long>();
        query(
                        "select sequence from applied_event where consumer = $1 and aggregate = $2 order by place",
                        consumer,
                        aggregate)
                .forEach(row -> sequences.add(row.getLong(0)));
        return sequences;
    }

    public List<Row> query(String sql, Object... parameters) {
        var found = new ArrayList<Row>();
        pool.preparedQuery(sql)
                .execute(Tuple.from(parameters))
                .await()
                .atMost(LIMIT)
                .forEach(found::add);
        return found;
    }

    /** As {@link #query}, but where row-level security asks for the tenant. */
    public List<Row> queryAsTenant(String sql, Object... parameters) {
        return pool.withTransaction(connection -> connection
                        .query("select set_config('throughline.tenant', '" + TENANT + "', true)")
                        .execute()
                        .chain(() -> connection.preparedQuery(sql).execute(Tuple.from(parameters)))
                        .map(rows -> {
                            List<Row> found = new ArrayList<>();
                            rows.forEach(found::add);
                            return found;
                        }))
                .await()
                .atMost(LIMIT);
    }

    public long pending() {
        return query("select pending from kit_outbox_pending()").get(0).getLong(0);
    }

    /** Work on a channel of its own. */
    @FunctionalInterface
    public interface ChannelWork<T> {
        T on(Channel channel) throws Exception;
    }
}
