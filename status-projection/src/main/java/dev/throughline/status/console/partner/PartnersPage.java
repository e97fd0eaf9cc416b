package dev.throughline.status.console.partner;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.status.console.service.Trouble;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The partners.
 *
 * @param trouble why they cannot be shown; {@code null} if they can
 */
public record PartnersPage(List<Partner> items, Trouble trouble) {

    /** One partner with its circuit breaker; times are {@code null} where there is none. */
    public record Partner(
            String id, String connector, String breaker, String reason, Instant nextProbeAt, Instant lastSuccessAt) {

        static Partner of(JsonNode told) {
            var breaker = told.path("breaker");
            return new Partner(
                    told.path("id").asText(),
                    told.path("connector").asText(),
                    breaker.path("state").asText("closed"),
                    breaker.path("reason").asText(null),
                    instant(breaker.path("nextProbeAt")),
                    instant(told.path("lastSuccessAt")));
        }

        private static Instant instant(JsonNode time) {
            return time.isTextual() ? Instant.parse(time.asText()) : null;
        }
    }

    static PartnersPage of(JsonNode page) {
        var items = new ArrayList<Partner>();
        page.path("items").forEach(item -> items.add(Partner.of(item)));
        return new PartnersPage(items, null);
    }
}
