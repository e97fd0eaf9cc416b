package dev.throughline.status.timeline;

import dev.throughline.kit.event.Event;
import dev.throughline.status.fact.Facts;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One thing that happened. */
@RegisterForReflection
@Schema(name = "TimelineEntry")
public record Entry(
        @Schema(description = "The order of arrival; what a stream is resumed after.")
        long position,

        String event,
        Instant at,
        String source,
        String type,

        @Schema(examples = "meridian answered the reservation request.")
        String title,

        String detail,
        UUID operationId,
        String traceId,
        Outcome outcome,

        @Schema(description = "Who acted: a person's token subject, or system: and an activity.")
        String actor) {

    private static final List<String> RANKS = List.of("booking", "job", "document", "upload", "notification");
    private static final int TRACE_PARENT = 55;

    public static Entry of(long position, Facts facts) {
        var event = facts.event();
        var sentence = Sentences.of(facts);
        return new Entry(
                position,
                event.id(),
                event.time(),
                event.source(),
                event.type(),
                sentence.title(),
                sentence.detail(),
                event.operationId(),
                traceId(event),
                sentence.outcome(),
                event.actor() == null ? facts.text("actor") : event.actor());
    }

    /** What comes first of things that happened at the same time: causes before effects. */
    public static int rank(Facts facts) {
        var rank = RANKS.indexOf(facts.kind());
        return rank < 0 ? RANKS.size() : rank;
    }

    // W3C Trace Context, section 3.2: version-traceid-parentid-flags.
    private static String traceId(Event event) {
        var parent = event.traceparent();
        return parent != null && parent.length() == TRACE_PARENT ? parent.substring(3, 35) : null;
    }
}
