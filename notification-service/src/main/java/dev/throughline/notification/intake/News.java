package dev.throughline.notification.intake;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.kit.event.Event;
import dev.throughline.notification.notification.Notification;
import dev.throughline.notification.notification.NotificationKind;
import dev.throughline.notification.template.Locales;
import dev.throughline.notification.template.MailFacts;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;

/**
 * What we read of an event; everything else in it is ignored. Only the booking is indispensable: a customer whom no mail
 * can reach is a notification too, which says so.
 *
 * @param owner whose booking it is; {@code null} if the event does not say
 */
record News(
        Event event, NotificationKind kind, UUID booking, String owner, String email, String locale, MailFacts facts) {

    private static final int MAX_EMAIL = 400;
    private static final int MAX_TEXT = 2000;

    static News of(Event event, NotificationKind kind) {
        var data = event.data();
        var customer = data.path("customer");
        return new News(
                event,
                kind,
                UUID.fromString(data.path("booking").asText()),
                text(data, "owner"),
                text(customer, "email"),
                text(customer, "locale"),
                facts(data, customer));
    }

    private static MailFacts facts(JsonNode data, JsonNode customer) {
        var price = data.path("price");
        var link = data.path("link");
        var minutes = data.path("durationMinutes");
        return new MailFacts(
                text(customer, "name"),
                text(data, "service"),
                time(data, "start"),
                minutes.canConvertToInt() ? Integer.valueOf(minutes.intValue()) : null,
                text(price, "amount"),
                text(price, "currency"),
                text(data, "reason"),
                text(link, "url"),
                time(link, "expiresAt"));
    }

    private static String text(JsonNode node, String member) {
        var value = node.path(member);
        if (!value.isTextual()) {
            return null;
        }
        // PostgreSQL stores no NUL.
        var text = value.asText().replace("\u0000", "");
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }

    private static Instant time(JsonNode node, String member) {
        try {
            var text = text(node, member);
            return text == null ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    String tenant() {
        return event.tenant();
    }

    Notification.Occasion occasion(String owner, int templateVersion) {
        return new Notification.Occasion(
                event.tenant(),
                booking,
                owner,
                kind,
                recipient(),
                Locales.nearest(locale),
                templateVersion,
                facts.write(),
                event.id(),
                event.sequence(),
                event.operationId());
    }

    private String recipient() {
        var address = email == null ? "" : email.strip();
        return address.length() <= MAX_EMAIL ? address : address.substring(0, MAX_EMAIL);
    }
}
