package dev.throughline.kit.outbox;

import com.rabbitmq.client.AMQP.BasicProperties;
import dev.throughline.kit.broker.Broker;
import dev.throughline.kit.broker.ConfirmedChannel;
import dev.throughline.kit.broker.Exchanges;
import dev.throughline.kit.broker.OutgoingMessage;
import dev.throughline.kit.broker.Sent;
import dev.throughline.kit.broker.Topology;
import dev.throughline.kit.event.CloudEvents;
import dev.throughline.kit.event.InvalidEvent;
import dev.throughline.kit.trace.Traces;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.Dependent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Publishes batches of outbox rows. All that blocks happens on one daemon thread of its own. */
@Dependent
class RelayPublisher {

    private static final int PERSISTENT = 2;
    private static final int WAITING_CALLS = 8;

    private final Broker broker;
    private final Topology topology;
    private final Exchanges exchanges;
    private final CloudEvents cloudEvents;
    private final Tracer tracer;
    private final Vertx vertx;
    private final ExecutorService thread = new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING_CALLS), RelayPublisher::daemon);
    private volatile ConfirmedChannel channel;

    RelayPublisher(
            Broker broker,
            Topology topology,
            Exchanges exchanges,
            CloudEvents cloudEvents,
            OpenTelemetry openTelemetry,
            Vertx vertx) {
        this.broker = broker;
        this.topology = topology;
        this.exchanges = exchanges;
        this.cloudEvents = cloudEvents;
        this.tracer = openTelemetry.getTracer("dev.throughline.kit.outbox");
        this.vertx = vertx;
    }

    /** Makes sure of a connection and the topology, so that a relay with nothing to do yet knows that it could. */
    Uni<Void> connect() {
        return onThread(() -> {
            connected();
            return null;
        });
    }

    /** Publishes {@code rows} in their order; fails only if there is no connection to be had. */
    Uni<Sent> publish(List<OutboxRow> rows) {
        return onThread(() -> publishNow(rows));
    }

    boolean isConnected() {
        var open = channel;
        return open != null && open.isOpen();
    }

    /** Closes the connection once what is under way has ended, and takes no more. */
    void stop() {
        thread.execute(this::disconnect);
        thread.shutdown();
    }

    private Sent publishNow(List<OutboxRow> rows) throws IOException, TimeoutException, InterruptedException {
        var open = connected();
        var limit = broker.settings().confirmTimeout();
        var watchdog = vertx.setTimer(limit.toMillis() + 1000, ignored -> open.sever());
        var messages = new ArrayList<OutgoingMessage>(rows.size());
        var spans = new HashMap<String, Span>();
        rows.forEach(row -> messages.add(message(row, spans)));
        try {
            var sent = open.send(messages, limit);
            spans.forEach((id, span) -> end(span, sent.confirmed().contains(id) ? null : sent.failure()));
            if (!sent.complete()) {
                disconnect();
            }
            return sent;
        } finally {
            vertx.cancelTimer(watchdog);
        }
    }

    private ConfirmedChannel connected() throws IOException, TimeoutException {
        if (!isConnected()) {
            disconnect();
            var opened = broker.open("throughline outbox relay");
            channel = opened;
            topology.declare(opened.channel());
        }
        return channel;
    }

    private void disconnect() {
        var open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }

    private OutgoingMessage message(OutboxRow row, Map<String, Span> spans) {
        var body = row.envelope().getBytes(StandardCharsets.UTF_8);
        var headers = new HashMap<String, Object>();
        addOperationId(headers, body);
        var span = startSpan(row, body.length, (String) headers.get("operationid"));
        spans.put(row.id().toString(), span);
        headers.put("tenant", row.tenant());
        var traceparent = span.getSpanContext().isValid() ? Traces.of(span.getSpanContext()) : row.traceparent();
        if (traceparent != null) {
            headers.put("traceparent", traceparent);
        }
        var properties = new BasicProperties.Builder()
                .messageId(row.id().toString())
                .contentType(CloudEvents.MEDIA_TYPE)
                .contentEncoding(null)
                .deliveryMode(PERSISTENT)
                .headers(headers)
                .build();
        return new OutgoingMessage(exchanges.events(), row.routingKey(), properties, body);
    }

    private void addOperationId(Map<String, Object> headers, byte[] body) {
        try {
            headers.put("operationid", cloudEvents.read(body).operationId().toString());
        } catch (InvalidEvent e) {
            // The consumers' business: what was committed is published.
            headers.put("invalid", e.getMessage());
        }
    }

    // OpenTelemetry semantic conventions for messaging: spans, and RabbitMQ.
    private Span startSpan(OutboxRow row, int size, String operation) {
        return tracer.spanBuilder("publish " + row.routingKey())
                .setParent(Traces.continueFrom(row.traceparent()))
                .setSpanKind(SpanKind.PRODUCER)
                .setAttribute("messaging.system", "rabbitmq")
                .setAttribute("messaging.operation.type", "send")
                .setAttribute("messaging.operation.name", "publish")
                .setAttribute("messaging.destination.name", exchanges.events())
                .setAttribute("messaging.rabbitmq.destination.routing_key", row.routingKey())
                .setAttribute("messaging.message.id", row.id().toString())
                .setAttribute("messaging.message.body.size", size)
                .setAttribute("server.address", broker.settings().host())
                .setAttribute("server.port", broker.settings().port())
                .setAttribute(Traces.TENANT, row.tenant())
                .setAttribute(Traces.OPERATION, operation)
                .startSpan();
    }

    private static void end(Span span, String failure) {
        if (failure != null) {
            span.setStatus(StatusCode.ERROR, failure);
            span.setAttribute("error.type", "unconfirmed");
        }
        span.end();
    }

    private <T> Uni<T> onThread(java.util.concurrent.Callable<T> work) {
        return Uni.createFrom().item(() -> call(work)).runSubscriptionOn(thread);
    }

    private <T> T call(java.util.concurrent.Callable<T> work) {
        try {
            return work.call();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            disconnect();
            throw new BrokerAway("interrupted", e);
        } catch (Exception e) {
            disconnect();
            throw new BrokerAway(reason(e), e);
        }
    }

    private static String reason(Exception e) {
        var cause = e.getMessage() == null && e.getCause() != null ? e.getCause() : e;
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private static Thread daemon(Runnable work) {
        var thread = new Thread(work, "throughline-relay");
        thread.setDaemon(true);
        return thread;
    }

    /** There is no usable connection to the broker. */
    static final class BrokerAway extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BrokerAway(String reason, Throwable cause) {
            super("The broker is away: " + reason, cause);
        }
    }
}
