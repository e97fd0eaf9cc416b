package dev.throughline.kit.inbox;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import dev.throughline.kit.broker.Broker;
import dev.throughline.kit.broker.ConfirmedChannel;
import dev.throughline.kit.broker.Exchanges;
import dev.throughline.kit.broker.OutgoingMessage;
import dev.throughline.kit.broker.Topology;
import dev.throughline.kit.time.Ids;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Tells the broker what became of deliveries. All that blocks happens on one daemon thread; what waits for it is bounded by
 * the prefetch of the consumers.
 */
@ApplicationScoped
class Settling {

    /** Says in a dead letter why it is one. */
    static final String REASON = "x-throughline-reason";

    private static final Logger LOG = Logger.getLogger(Settling.class);
    private static final int PERSISTENT = 2;
    private static final int LAST = 5000;

    private final Broker broker;
    private final Topology topology;
    private final Exchanges exchanges;
    private final Vertx vertx;
    private final ExecutorService thread =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Settling::daemon);
    private ConfirmedChannel own;

    Settling(Broker broker, Topology topology, Exchanges exchanges, Vertx vertx) {
        this.broker = broker;
        this.topology = topology;
        this.exchanges = exchanges;
        this.vertx = vertx;
    }

    /** The message is done with. Never fails: a message that cannot be acknowledged comes again and is recognised. */
    Uni<Void> ack(Delivery delivery) {
        return quietly(() -> {
            delivery.ack();
            return null;
        });
    }

    /** The message goes back to its queue, which counts it. Never fails. */
    Uni<Void> giveBack(Delivery delivery) {
        return quietly(() -> {
            delivery.giveBack();
            return null;
        });
    }

    /**
     * Moves the message to the dead-letter queue with {@code reason} in a header. Should that fail, it goes back to its
     * queue and will be tried again. Never fails.
     */
    Uni<Void> deadLetter(Delivery delivery, String reason) {
        return quietly(() -> {
            var letter = deadLetter(delivery.queue(), delivery.properties(), delivery.body(), reason);
            if (sendOwn(delivery.queue(), letter)) {
                delivery.ack();
            } else {
                delivery.giveBack();
            }
            return null;
        });
    }

    /** Puts a message that is no longer at the broker into {@code queue} again; answers whether the broker has taken it. */
    Uni<Boolean> putBack(String queue, BasicProperties properties, byte[] body) {
        return Uni.createFrom()
                .item(() -> sendOwn(queue, new OutgoingMessage("", queue, properties, body)))
                .runSubscriptionOn(thread);
    }

    void stop(@Observes @Priority(LAST) ShutdownEvent event) {
        thread.execute(this::closeOwn);
        thread.shutdown();
    }

    private OutgoingMessage deadLetter(String queue, BasicProperties original, byte[] body, String reason) {
        var headers = new HashMap<String, Object>();
        if (original.getHeaders() != null) {
            headers.putAll(original.getHeaders());
        }
        headers.remove(Delivery.COUNT);
        headers.put(REASON, reason);
        var id = original.getMessageId() == null ? Ids.next().toString() : original.getMessageId();
        var properties = original.builder()
                .messageId(id)
                .headers(headers)
                .deliveryMode(PERSISTENT)
                .expiration(null)
                .build();
        return new OutgoingMessage(exchanges.deadLetter(), queue, properties, body);
    }

    private boolean sendOwn(String queue, OutgoingMessage message) {
        try {
            if (own == null || !own.isOpen()) {
                closeOwn();
                own = broker.open("throughline inbox");
            }
            topology.declareDeadLetter(own.channel(), queue);
            return confirmed(own, message);
        } catch (IOException | TimeoutException | AlreadyClosedException e) {
            LOG.debugf(
                    "%s was not sent to %s: %s",
                    message.properties().getMessageId(), message.exchange(), e.getMessage());
            closeOwn();
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean confirmed(ConfirmedChannel channel, OutgoingMessage message) throws InterruptedException {
        var limit = broker.settings().confirmTimeout();
        var watchdog = vertx.setTimer(limit.toMillis() + 1000, ignored -> channel.sever());
        try {
            var sent = channel.send(List.of(message), limit);
            if (!sent.complete()) {
                closeOwn();
            }
            return sent.complete();
        } finally {
            vertx.cancelTimer(watchdog);
        }
    }

    private void closeOwn() {
        if (own != null) {
            own.close();
            own = null;
        }
    }

    private Uni<Void> quietly(Callable<Void> settle) {
        return Uni.createFrom()
                .item(() -> tried(settle))
                .runSubscriptionOn(thread)
                .onFailure()
                .recoverWithNull();
    }

    private static Void tried(Callable<Void> settle) {
        try {
            return settle.call();
        } catch (Exception e) {
            LOG.debugf("A delivery was not settled, it will come again: %s", e.getMessage());
            return null;
        }
    }

    private static Thread daemon(Runnable work) {
        var thread = new Thread(work, "throughline-settling");
        thread.setDaemon(true);
        return thread;
    }
}
