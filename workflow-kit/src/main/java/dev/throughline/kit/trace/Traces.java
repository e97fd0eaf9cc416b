package dev.throughline.kit.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import java.util.regex.Pattern;

/** Turns the current trace into a {@code traceparent} that can be stored, and back. */
public final class Traces {

    /** Attribute of every span: whose data it is about. */
    public static final AttributeKey<String> TENANT = AttributeKey.stringKey("throughline.tenant");

    /** Attribute of every span: the business action it belongs to. */
    public static final AttributeKey<String> OPERATION = AttributeKey.stringKey("throughline.operation.id");

    private static final Pattern TRACEPARENT = Pattern.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})");

    private Traces() {}

    /** The current span's {@code traceparent}, or {@code null} when nothing is traced. */
    public static String current() {
        return of(Span.current().getSpanContext());
    }

    /** The {@code traceparent} of {@code span}, or {@code null} when it is not valid. */
    public static String of(SpanContext span) {
        return span.isValid()
                ? "00-" + span.getTraceId() + "-" + span.getSpanId() + "-"
                        + span.getTraceFlags().asHex()
                : null;
    }

    /** The current trace id in lower-case hex, or {@code null} when nothing is traced. */
    public static String currentTraceId() {
        var span = Span.current().getSpanContext();
        return span.isValid() ? span.getTraceId() : null;
    }

    /** A context whose parent is the remote span named by {@code traceparent}; the root when it is missing or malformed. */
    public static Context continueFrom(String traceparent) {
        var match = TRACEPARENT.matcher(traceparent == null ? "" : traceparent);
        if (!match.matches()) {
            return Context.root();
        }
        var remote = SpanContext.createFromRemoteParent(
                match.group(1), match.group(2), TraceFlags.fromHex(match.group(3), 0), TraceState.getDefault());
        return Context.root().with(Span.wrap(remote));
    }
}
