package dev.throughline.document.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.document.document.DocumentRequest;
import dev.throughline.document.document.VisitFacts;
import dev.throughline.kit.event.Event;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;

/** What we read of {@code visit.completed}; the rest of it is nobody's business here. */
record CompletedVisit(Event event) {

    private static final String DEFAULT_LOCALE = "en";

    /** The request for its report. Owner and locale may be missing in events of an older version. */
    DocumentRequest report() {
        var customerLocale = optional(event.data().path("customer"), "locale", DEFAULT_LOCALE);
        return new DocumentRequest(
                event.tenant(),
                optional(event.data(), "owner", null),
                UUID.fromString(text(event.data(), "booking")),
                event.operationId(),
                ReportTemplates.NAME,
                ReportTemplates.VERSION,
                ReportLocale.of(customerLocale).name(),
                visit(customerLocale),
                event.time());
    }

    private VisitFacts visit(String customerLocale) {
        var data = event.data();
        var customer = data.path("customer");
        return new VisitFacts(
                text(customer, "name"),
                text(customer, "email"),
                customerLocale,
                text(data, "service"),
                time(text(data, "start")),
                text(data, "practitioner"),
                text(data, "findings"),
                data.required("visitMinutes").asInt());
    }

    private static Instant time(String text) {
        return OffsetDateTime.parse(text).toInstant();
    }

    // PostgreSQL stores no NUL; nothing else has to go before the text is printed.
    private static String text(JsonNode object, String member) {
        return object.required(member).asText().replace("\0", "");
    }

    private static String optional(JsonNode object, String member, String otherwise) {
        var value = object.path(member);
        return value.isTextual() && !value.asText().isBlank() ? value.asText() : otherwise;
    }
}
