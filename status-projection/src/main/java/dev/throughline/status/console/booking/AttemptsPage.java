package dev.throughline.status.console.booking;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.status.console.service.Trouble;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What was said to the partner about a booking.
 *
 * @param more whether there are more than are shown
 * @param trouble why it cannot be shown; {@code null} if it can
 */
public record AttemptsPage(UUID booking, List<Attempt> items, boolean more, Trouble trouble) {

    /** One request; {@code endedAt} and {@code outcome} are {@code null} while it is under way. */
    public record Attempt(
            int number,
            String partner,
            String operation,
            String reservationId,
            Instant startedAt,
            Instant endedAt,
            String outcome,
            String detail,
            String worker,
            String traceId) {

        static Attempt of(JsonNode told) {
            return new Attempt(
                    told.path("number").asInt(),
                    told.path("partner").asText(),
                    told.path("operation").asText(),
                    told.path("reservationId").asText(null),
                    Instant.parse(told.path("startedAt").asText()),
                    told.hasNonNull("endedAt")
                            ? Instant.parse(told.path("endedAt").asText())
                            : null,
                    told.path("outcome").asText(null),
                    told.path("detail").asText(null),
                    told.path("worker").asText(null),
                    told.path("traceId").asText(null));
        }

        /** How long it took; {@code null} while it is under way. */
        public String took() {
            return endedAt == null ? null : (endedAt.toEpochMilli() - startedAt.toEpochMilli()) + " ms";
        }
    }

    static AttemptsPage of(UUID booking, JsonNode page) {
        var items = new ArrayList<Attempt>();
        page.path("items").forEach(item -> items.add(Attempt.of(item)));
        return new AttemptsPage(booking, items, page.hasNonNull("next"), null);
    }

    static AttemptsPage none(UUID booking, Trouble trouble) {
        return new AttemptsPage(booking, List.of(), false, trouble);
    }
}
