package dev.throughline.booking.callback;

import dev.throughline.kit.job.JobLedger;
import dev.throughline.kit.trace.Traces;
import dev.throughline.kit.work.UnitOfWork;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;
import org.jboss.logging.MDC;

/**
 * Lets what a callback causes go on in the trace of the booking that it is about. The partner's request, which has a trace
 * of its own, is linked.
 */
@ApplicationScoped
class CallbackTrace {

    private final UnitOfWork unitOfWork;
    private final JobLedger jobs;
    private final Tracer tracer;

    CallbackTrace(UnitOfWork unitOfWork, JobLedger jobs, OpenTelemetry openTelemetry) {
        this.unitOfWork = unitOfWork;
        this.jobs = jobs;
        this.tracer = openTelemetry.getTracer("dev.throughline.booking.callback");
    }

    /** Does {@code recording} in the booking's trace; the request's own span and lines name the booking's owner too. */
    Uni<Void> follow(Callbacks.Owner owner, String partner, Supplier<Uni<Void>> recording) {
        MDC.put("tenant", owner.tenant());
        MDC.put("operationId", owner.operationId().toString());
        var request = Span.current();
        if (!request.getSpanContext().isValid()) {
            return recording.get();
        }
        request.setAttribute(Traces.TENANT, owner.tenant());
        request.setAttribute(Traces.OPERATION, owner.operationId().toString());
        return unitOfWork
                .read(owner.tenant(), session -> jobs.firstTrace(session, "booking/" + owner.booking()))
                .chain(traceparent -> within(span(owner, partner, traceparent), recording));
    }

    private Span span(Callbacks.Owner owner, String partner, String traceparent) {
        return tracer.spanBuilder("callback " + partner)
                .setParent(Traces.continueFrom(traceparent))
                .addLink(Span.current().getSpanContext())
                .setSpanKind(SpanKind.CONSUMER)
                .setAttribute(Traces.TENANT, owner.tenant())
                .setAttribute(Traces.OPERATION, owner.operationId().toString())
                .startSpan();
    }

    private static Uni<Void> within(Span span, Supplier<Uni<Void>> recording) {
        // Held by the request's Vert.x context, on which the recording ends too.
        var scope = span.makeCurrent();
        return recording
                .get()
                .onFailure()
                .invoke(failure -> span.setStatus(StatusCode.ERROR, String.valueOf(failure.getMessage())))
                .eventually(() -> span.end())
                .eventually(() -> scope.close());
    }
}
