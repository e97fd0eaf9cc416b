package dev.throughline.kit.inbox;

import dev.throughline.kit.job.OwnContext;
import dev.throughline.kit.trace.Traces;
import dev.throughline.kit.work.Origin;
import dev.throughline.kit.work.UnitOfWork;
import dev.throughline.kit.work.Work;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.MDC;

/** Applies one event: the claim and the effect in one transaction, on a Vert.x context and in a span of its own. */
@ApplicationScoped
class Applying {

    private final UnitOfWork unitOfWork;
    private final InboxStore store;
    private final Consumers consumers;
    private final InboxSettings settings;
    private final OwnContext ownContext;
    private final Tracer tracer;
    private final MeterRegistry meters;

    Applying(
            UnitOfWork unitOfWork,
            InboxStore store,
            Consumers consumers,
            InboxSettings settings,
            OwnContext ownContext,
            OpenTelemetry openTelemetry,
            MeterRegistry meters) {
        this.unitOfWork = unitOfWork;
        this.store = store;
        this.consumers = consumers;
        this.settings = settings;
        this.ownContext = ownContext;
        this.tracer = openTelemetry.getTracer("dev.throughline.kit.inbox");
        this.meters = meters;
    }

    /**
     * Claims and applies the event, or finds that there is nothing to apply. Fails as the effect or the database fails, with
     * nothing changed.
     *
     * @param baseline whether an event with any sequence may be the first of its aggregate
     */
    Uni<Verdict> apply(EventConsumer consumer, Received received, boolean baseline) {
        return ownContext.run(() -> inSpan(consumer, received, baseline));
    }

    private Uni<Verdict> inSpan(EventConsumer consumer, Received received, boolean baseline) {
        var event = received.event();
        var span = startSpan(consumer, received);
        MDC.put("tenant", event.tenant());
        MDC.put("operationId", event.operationId().toString());
        var origin = Origin.system(consumer.name(), event.tenant(), event.operationId());
        return unitOfWork
                .perform(origin, work -> inTransaction(work, consumer, received, baseline))
                .invoke(verdict -> note(span, consumer, verdict))
                .onFailure()
                .invoke(failure -> fail(span, consumer, failure))
                .eventually(() -> span.end());
    }

    private Uni<Verdict> inTransaction(Work work, EventConsumer consumer, Received received, boolean baseline) {
        var claim = consumer.ordering() == Ordering.strict
                ? store.enter(work.session(), consumer.name(), received, baseline)
                : store.claim(work.session(), consumer.name(), received.event());
        return claim.call(verdict -> verdict.applies() ? effect(work, consumer, received) : nothing());
    }

    private Uni<Void> effect(Work work, EventConsumer consumer, Received received) {
        return Uni.createFrom()
                .deferred(() -> consumer.apply(work, received.event()))
                .ifNoItem()
                .after(settings.timeLimit())
                .fail()
                .emitOn(OwnContext.current());
    }

    // OpenTelemetry semantic conventions for messaging: spans, and RabbitMQ.
    private Span startSpan(EventConsumer consumer, Received received) {
        var event = received.event();
        var span = tracer.spanBuilder("process " + event.type())
                .setParent(Traces.continueFrom(received.traceparent()))
                .setSpanKind(SpanKind.CONSUMER)
                .setAttribute("messaging.system", "rabbitmq")
                .setAttribute("messaging.operation.type", "process")
                .setAttribute("messaging.operation.name", "process")
                .setAttribute("messaging.destination.name", consumers.queueOf(consumer.name()))
                .setAttribute("messaging.rabbitmq.destination.routing_key", event.type())
                .setAttribute("messaging.consumer.group.name", consumer.name())
                .setAttribute("messaging.message.id", event.id())
                .setAttribute("messaging.message.body.size", received.body().length)
                .setAttribute("throughline.event.subject", event.aggregate())
                .setAttribute("throughline.event.sequence", event.sequence())
                .setAttribute("throughline.operation.id", event.operationId().toString())
                .setAttribute("throughline.tenant", event.tenant())
                .startSpan();
        // Kept in the context that this event has for itself; it goes away with it.
        var unused = span.makeCurrent();
        return span;
    }

    private void note(Span span, EventConsumer consumer, Verdict verdict) {
        span.setAttribute("throughline.inbox.verdict", verdict.name());
        count(consumer, verdict.applies() ? "applied" : verdict == Verdict.stale ? "duplicate" : "waiting");
    }

    private void fail(Span span, EventConsumer consumer, Throwable failure) {
        span.setStatus(StatusCode.ERROR, String.valueOf(failure.getMessage()));
        span.setAttribute("error.type", failure.getClass().getName());
        count(consumer, "failed");
    }

    private void count(EventConsumer consumer, String result) {
        meters.counter("throughline.inbox.events", "consumer", consumer.name(), "result", result)
                .increment();
    }

    private static Uni<Void> nothing() {
        return Uni.createFrom().voidItem();
    }
}
