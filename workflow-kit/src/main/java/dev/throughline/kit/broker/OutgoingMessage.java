package dev.throughline.kit.broker;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.util.Objects;

/**
 * A message to be published.
 *
 * @param exchange where it goes; empty for the default exchange, whose routing keys are names of queues
 * @param properties must carry a message id that is unique among what is sent together
 */
public record OutgoingMessage(String exchange, String routingKey, BasicProperties properties, byte[] body) {

    public OutgoingMessage {
        Objects.requireNonNull(exchange, "exchange");
        Objects.requireNonNull(routingKey, "routingKey");
        Objects.requireNonNull(properties.getMessageId(), "messageId");
        Objects.requireNonNull(body, "body");
    }

    String id() {
        return properties.getMessageId();
    }
}
