package dev.throughline.kit.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import jakarta.enterprise.context.ApplicationScoped;

/** Gives every span the tenant and the operation id of the span it is part of, whoever opened it. */
@ApplicationScoped
public class InheritedAttributes implements SpanProcessor {

    @Override
    public void onStart(Context parentContext, ReadWriteSpan span) {
        if (Span.fromContext(parentContext) instanceof ReadableSpan parent) {
            inherit(Traces.TENANT, parent, span);
            inherit(Traces.OPERATION, parent, span);
        }
    }

    private static void inherit(AttributeKey<String> key, ReadableSpan parent, ReadWriteSpan span) {
        var value = parent.getAttribute(key);
        if (value != null && span.getAttribute(key) == null) {
            span.setAttribute(key, value);
        }
    }

    @Override
    public boolean isStartRequired() {
        return true;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        // Nothing is left to be done then.
    }

    @Override
    public boolean isEndRequired() {
        return false;
    }
}
