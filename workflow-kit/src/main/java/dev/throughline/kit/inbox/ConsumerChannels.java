package dev.throughline.kit.inbox;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.NoOpMetricsCollector;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.reactive.messaging.ClientCustomizer;
import io.vertx.rabbitmq.RabbitMQOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/**
 * Knows on which AMQP channel each consumer of this process really consumes. The connector does not tell: it reports health
 * while it consumes nothing, and after a reconnection it acknowledges on the new AMQP channel what came over the old one,
 * where the same delivery tag is another message.
 */
@ApplicationScoped
public class ConsumerChannels implements ClientCustomizer<RabbitMQOptions> {

    private static final Logger LOG = Logger.getLogger(ConsumerChannels.class);

    private final Map<String, Consuming> byTag = new ConcurrentHashMap<>();

    private record Consuming(String name, Channel channel) {}

    @Override
    public RabbitMQOptions customize(String name, Config config, RabbitMQOptions options) {
        return options.setMetricsCollector(new Follower(name));
    }

    /**
     * When it stops after a reconnection, the connector cancels a consumer under the tag it had before, which fails, and
     * nobody is left to hear of it.
     */
    void stop(@Observes ShutdownEvent event) {
        Infrastructure.setDroppedExceptionHandler(failure -> LOG.debugf("While stopping: %s", failure.getMessage()));
    }

    /** The open AMQP channel that the consumer with this tag has; {@code null} if it is gone, and its deliveries with it. */
    Channel channelOf(String consumerTag) {
        var consuming = byTag.get(consumerTag);
        return consuming != null && consuming.channel().isOpen() ? consuming.channel() : null;
    }

    /** Whether the messaging channel called {@code name} has a consumer at the broker. */
    public boolean isConsuming(String name) {
        return byTag.values().stream()
                .anyMatch(each -> each.name().equals(name) && each.channel().isOpen());
    }

    // The client tells a metrics collector what its application-facing interface does not.
    private final class Follower extends NoOpMetricsCollector {
        private final String name;

        Follower(String name) {
            this.name = name;
        }

        @Override
        public void basicConsume(Channel channel, String consumerTag, boolean autoAck) {
            byTag.put(consumerTag, new Consuming(name, channel));
            channel.addShutdownListener(cause -> byTag.remove(consumerTag));
        }

        @Override
        public void basicCancel(Channel channel, String consumerTag) {
            byTag.remove(consumerTag);
        }
    }
}
