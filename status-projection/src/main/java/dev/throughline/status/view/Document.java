package dev.throughline.status.view;

import dev.throughline.status.fact.Facts;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;

/** A document of the booking; its signed link is the customer's and not kept here. */
@RegisterForReflection
public record Document(
        String id,
        String kind,
        String state,
        String template,
        Integer templateVersion,
        String sha256,
        Integer size,
        String mediaType,
        Instant requestedAt,
        Instant storedAt) {

    static Document after(Document before, Facts facts) {
        var event = facts.event();
        var stored = event.type().equals("document.stored");
        return new Document(
                event.aggregateId(),
                facts.text("kind", before == null ? "document" : before.kind()),
                facts.text("state", event.type().substring(event.type().indexOf('.') + 1)),
                facts.text("template", before == null ? null : before.template()),
                facts.number("templateVersion") == null && before != null
                        ? before.templateVersion()
                        : facts.number("templateVersion"),
                facts.text("sha256", before == null ? null : before.sha256()),
                facts.number("size") == null && before != null ? before.size() : facts.number("size"),
                facts.text("mediaType", before == null ? null : before.mediaType()),
                before == null ? event.time() : before.requestedAt(),
                stored ? event.time() : before == null ? null : before.storedAt());
    }
}
