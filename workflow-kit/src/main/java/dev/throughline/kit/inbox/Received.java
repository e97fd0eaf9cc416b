package dev.throughline.kit.inbox;

import com.rabbitmq.client.AMQP.BasicProperties;
import dev.throughline.kit.event.CloudEvents;
import dev.throughline.kit.event.Event;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;

/**
 * An event with what it came in.
 *
 * @param traceparent of the span that published it; {@code null} if there was none
 */
record Received(Event event, byte[] body, String traceparent) {

    static Received of(Event event, Delivery delivery) {
        var published = delivery.header("traceparent");
        return new Received(event, delivery.body(), published == null ? event.traceparent() : published);
    }

    String envelope() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The properties of a message that carries this event again. */
    BasicProperties properties() {
        var headers = new HashMap<String, Object>();
        headers.put("tenant", event.tenant());
        headers.put("operationid", event.operationId().toString());
        if (traceparent != null) {
            headers.put("traceparent", traceparent);
        }
        return new BasicProperties.Builder()
                .messageId(event.id())
                .contentType(CloudEvents.MEDIA_TYPE)
                .deliveryMode(2)
                .headers(headers)
                .build();
    }
}
