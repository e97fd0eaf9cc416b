package dev.throughline.kit.inbox;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import java.io.IOException;

/**
 * A message that was delivered and is not settled yet. Settling happens on the AMQP channel that delivered it, or not at
 * all: when that channel is gone the broker has already taken the message back.
 *
 * @param queue where it came from
 * @param redeliveries how often it came back to the queue before
 */
record Delivery(Channel channel, long tag, String queue, BasicProperties properties, byte[] body, int redeliveries) {

    /** The header in which a quorum queue counts. */
    static final String COUNT = "x-delivery-count";

    static int redeliveries(BasicProperties properties) {
        var count =
                properties.getHeaders() == null ? null : properties.getHeaders().get(COUNT);
        return count instanceof Number number ? number.intValue() : 0;
    }

    String header(String name) {
        var value =
                properties.getHeaders() == null ? null : properties.getHeaders().get(name);
        return value == null ? null : value.toString();
    }

    void ack() throws IOException {
        channel.basicAck(tag, false);
    }

    void giveBack() throws IOException {
        channel.basicNack(tag, false, true);
    }
}
