package dev.throughline.sandbox.reservation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.sandbox.problem.Problems;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;

/** Reads what is wanted; what cannot be understood is a problem of status 400. */
final class Wishes {

    private static final int MAX_TEXT = 200;

    private Wishes() {}

    static Desk.Wish read(String partner, JsonNode request) {
        if (request == null || !request.isObject()) {
            throw Problems.of(400, "Send an object with reference, service and start.");
        }
        return new Desk.Wish(
                partner,
                requireText("reference", request.path("reference").textValue()),
                requireText("service", request.path("service").textValue()),
                start(requireText("start", request.path("start").textValue())));
    }

    /**
     * What the partner changes by itself.
     *
     * @param status {@code null} for the one it has
     * @param start {@code null} for the one it has
     */
    record Change(Reservation.Status status, String start) {}

    static Change readChange(JsonNode wanted) {
        if (wanted == null || !wanted.isObject() || !wanted.hasNonNull("status") && !wanted.hasNonNull("start")) {
            throw Problems.of(400, "Send an object with status, start or both.");
        }
        return new Change(
                wanted.hasNonNull("status") ? status(wanted.path("status").asText()) : null,
                wanted.hasNonNull("start") ? text(start(wanted.path("start").asText())) : null);
    }

    private static Reservation.Status status(String text) {
        return Arrays.stream(Reservation.Status.values())
                .filter(status -> status.name().equals(text))
                .findFirst()
                .orElseThrow(() ->
                        Problems.of(400, "status must be one of %s.".formatted(List.of(Reservation.Status.values()))));
    }

    static String text(OffsetDateTime start) {
        return start.format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
    }

    static String requireText(String member, String text) {
        if (text == null
                || text.isBlank()
                || text.length() > MAX_TEXT
                || !text.codePoints().allMatch(Wishes::isPlain)) {
            throw Problems.of(400, "%s must be 1 to %d printable characters.".formatted(member, MAX_TEXT));
        }
        return text;
    }

    private static boolean isPlain(int codePoint) {
        var type = Character.getType(codePoint);
        return type != Character.CONTROL && type != Character.SURROGATE;
    }

    static OffsetDateTime start(String text) {
        try {
            return OffsetDateTime.parse(text);
        } catch (DateTimeException e) {
            throw Problems.of(400, "start must be a time after RFC 3339.");
        }
    }
}
