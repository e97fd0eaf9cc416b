package dev.throughline.kit.health;

import com.rabbitmq.client.AlreadyClosedException;
import dev.throughline.kit.broker.Broker;
import dev.throughline.kit.broker.ConfirmedChannel;
import dev.throughline.kit.broker.Exchanges;
import dev.throughline.kit.broker.Topology;
import dev.throughline.kit.inbox.ConsumerChannels;
import dev.throughline.kit.inbox.Consumers;
import dev.throughline.kit.roles.Role;
import dev.throughline.kit.roles.Roles;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Looks every two seconds whether each consumer of this process really consumes: it must have a consumer on an open AMQP
 * channel here, and the broker, asked over another connection, must know the queue and a consumer of it. Bindings and
 * dead-letter queues that are missing are made again.
 */
@ApplicationScoped
class ConsumerWatch {

    private static final Logger LOG = Logger.getLogger(ConsumerWatch.class);
    private static final String NOT_YET = "not looked at yet";
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final Broker broker;
    private final Topology topology;
    private final Exchanges exchanges;
    private final Consumers consumers;
    private final ConsumerChannels channels;
    private final Roles roles;
    private final Map<String, String> troubles = new ConcurrentHashMap<>();
    private final Map<String, Long> deafSince = new ConcurrentHashMap<>();
    private volatile ScheduledExecutorService thread;
    private ConfirmedChannel own;

    ConsumerWatch(
            Broker broker,
            Topology topology,
            Exchanges exchanges,
            Consumers consumers,
            ConsumerChannels channels,
            Roles roles) {
        this.broker = broker;
        this.topology = topology;
        this.exchanges = exchanges;
        this.consumers = consumers;
        this.channels = channels;
        this.roles = roles;
    }

    void start(@Observes StartupEvent event) {
        if (roles.has(Role.worker) && !consumers.names().isEmpty()) {
            consumers.names().forEach(name -> troubles.put(name, NOT_YET));
            thread = Executors.newSingleThreadScheduledExecutor(ConsumerWatch::daemon);
            thread.scheduleWithFixedDelay(this::look, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        if (thread != null) {
            thread.execute(this::disconnect);
            thread.shutdown();
        }
    }

    /** The consumers that do not consume, each with the reason. */
    Map<String, String> troubles() {
        var found = new TreeMap<String, String>();
        troubles.forEach((name, trouble) -> {
            if (!trouble.isEmpty()) {
                found.put(name, trouble);
            } else if (!channels.isConsuming(name)) {
                found.put(name, "not consuming");
            }
        });
        return found;
    }

    /** The names of all that should consume in this process. */
    Iterable<String> names() {
        return new TreeMap<>(troubles).keySet();
    }

    /** The longest time for which a consumer has consumed nothing although the broker answered all the while. */
    Duration longestDeaf() {
        var now = System.nanoTime();
        return deafSince.values().stream()
                .map(since -> Duration.ofNanos(now - since))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    private void look() {
        for (var name : consumers.names()) {
            note(name, look(name));
        }
    }

    private void note(String name, String trouble) {
        var before = troubles.put(name, trouble);
        if (trouble.isEmpty() && !NOT_YET.equals(before) && !"".equals(before)) {
            LOG.infof("Consumer %s consumes again.", name);
        } else if (!trouble.isEmpty() && "".equals(before)) {
            LOG.warnf("Consumer %s: %s", name, trouble);
        }
    }

    private String look(String name) {
        try {
            if (own == null || !own.isOpen()) {
                disconnect();
                own = broker.open("throughline health");
            }
        } catch (IOException | TimeoutException | RuntimeException e) {
            deafSince.remove(name);
            return "the broker is away: " + Reasons.of(e);
        }
        if (!channels.isConsuming(name)) {
            deafSince.putIfAbsent(name, System.nanoTime());
            return "not consuming";
        }
        deafSince.remove(name);
        return ask(name, consumers.queueOf(name));
    }

    private String ask(String name, String queue) {
        try {
            var count = own.channel().queueDeclarePassive(queue).getConsumerCount();
            bind(name, queue);
            return count > 0 ? "" : "the broker knows no consumer of queue " + queue;
        } catch (IOException | AlreadyClosedException e) {
            disconnect();
            return "the broker does not answer for queue " + queue;
        }
    }

    /**
     * Bindings go with their exchange when somebody deletes it; nobody else would notice. Nor that the connector's connection
     * was lost while it declared the dead-letter queue: it consumes after the next connection all the same.
     */
    private void bind(String name, String queue) throws IOException {
        topology.declare(own.channel());
        topology.declareDeadLetter(own.channel(), queue);
        for (var routingKey : consumers.routingKeysOf(name)) {
            own.channel().queueBind(queue, exchanges.events(), routingKey);
        }
    }

    private void disconnect() {
        if (own != null) {
            own.close();
            own = null;
        }
    }

    private static Thread daemon(Runnable work) {
        var thread = new Thread(work, "throughline-health");
        thread.setDaemon(true);
        return thread;
    }
}
