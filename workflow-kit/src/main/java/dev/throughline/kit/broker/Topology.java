package dev.throughline.kit.broker;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.io.IOException;
import java.util.Map;

/**
 * What must exist at the broker before events flow. Declared on every connection, since it may have been deleted or never
 * made. Consumers declare their own queues, with the same arguments for the shared exchange.
 */
@ApplicationScoped
public class Topology {

    private static final Map<String, Object> UNROUTED_QUEUE =
            Map.of("x-queue-type", "quorum", "x-max-length", 100_000, "x-overflow", "drop-head");

    private final Exchanges exchanges;

    Topology(Exchanges exchanges) {
        this.exchanges = exchanges;
    }

    /** Declares the events exchange, and the queue that keeps what no consumer has bound a queue for. */
    public void declare(Channel channel) throws IOException {
        channel.exchangeDeclare(exchanges.unrouted(), BuiltinExchangeType.FANOUT, true);
        channel.queueDeclare(exchanges.unrouted(), true, false, false, UNROUTED_QUEUE);
        channel.queueBind(exchanges.unrouted(), exchanges.unrouted(), "");
        channel.exchangeDeclare(exchanges.events(), BuiltinExchangeType.TOPIC, true, false, eventsArguments());
    }

    /** Declares the dead-letter exchange and the dead-letter queue of {@code queue}. */
    public void declareDeadLetter(Channel channel, String queue) throws IOException {
        var deadLetterQueue = queue + ".dlq";
        channel.exchangeDeclare(exchanges.deadLetter(), BuiltinExchangeType.DIRECT, true);
        channel.queueDeclare(deadLetterQueue, true, false, false, Map.of("x-queue-type", "quorum"));
        channel.queueBind(deadLetterQueue, exchanges.deadLetter(), queue);
    }

    /** For the connector, which declares the exchange too when a consumer is there before the relay. */
    @Produces
    @ApplicationScoped
    @Identifier("rabbitmq-exchange-arguments") Map<String, Object> eventsArguments() {
        return Map.of("alternate-exchange", exchanges.unrouted());
    }

    // The default strategy loses dead letters when their queue is away at that moment.
    @Produces
    @ApplicationScoped
    @Identifier("rabbitmq-queue-arguments") Map<String, Object> queueArguments() {
        return Map.of("x-dead-letter-strategy", "at-least-once", "x-overflow", "reject-publish");
    }
}
