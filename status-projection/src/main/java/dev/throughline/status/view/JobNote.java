package dev.throughline.status.view;

import dev.throughline.status.fact.Facts;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;

/** A job for the booking that once needed a person. */
@RegisterForReflection
public record JobNote(String id, String service, String kind, String state, String reason, Instant at) {

    static JobNote of(Facts facts) {
        var source = facts.event().source();
        return new JobNote(
                facts.event().aggregateId(),
                source.substring(source.lastIndexOf('/') + 1),
                facts.text("kind", "job"),
                facts.require("state"),
                facts.text("reason"),
                facts.event().time());
    }

    boolean needsPerson() {
        return state.equals("dead_letter");
    }

    boolean aboutPartner() {
        return kind.startsWith("partner.");
    }

    /** What a person may do, in plain words. */
    String may() {
        return aboutPartner()
                ? "Replay the job in %s: it asks the partner by our own reference before it sends anything again."
                        .formatted(service)
                : "Look at its verdict in %s (GET /jobs/%s), then replay it, or resolve it with evidence."
                        .formatted(service, id);
    }
}
