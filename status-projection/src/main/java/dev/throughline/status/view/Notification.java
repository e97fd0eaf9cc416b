package dev.throughline.status.view;

import dev.throughline.status.fact.Facts;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Set;

/** A message to the customer. */
@RegisterForReflection
public record Notification(
        String id,
        String kind,
        String channel,
        String recipient,
        String locale,
        String template,
        Integer templateVersion,
        String state,
        String messageId,
        String detail,
        Instant queuedAt,
        Instant at) {

    private static final Set<String> TOLD = Set.of("sent", "delivered");
    private static final Set<String> UNDER_WAY = Set.of("queued", "sending");
    private static final Set<String> FAILED = Set.of("bounced", "rejected", "suppressed", "dead_letter");

    static Notification after(Notification before, Facts facts) {
        var event = facts.event();
        return new Notification(
                event.aggregateId(),
                facts.text("kind", before == null ? "message" : before.kind()),
                facts.text("channel", before == null ? "email" : before.channel()),
                facts.text("recipient", before == null ? null : before.recipient()),
                facts.text("locale", before == null ? null : before.locale()),
                facts.text("template", before == null ? null : before.template()),
                facts.number("templateVersion") == null && before != null
                        ? before.templateVersion()
                        : facts.number("templateVersion"),
                facts.text(
                        "state",
                        event.type().substring(event.type().indexOf('.') + 1).replace('-', '_')),
                facts.text("messageId", before == null ? null : before.messageId()),
                facts.text("detail"),
                before == null ? event.time() : before.queuedAt(),
                event.time());
    }

    boolean told() {
        return TOLD.contains(state);
    }

    boolean underWay() {
        return UNDER_WAY.contains(state);
    }

    boolean failed() {
        return FAILED.contains(state);
    }
}
