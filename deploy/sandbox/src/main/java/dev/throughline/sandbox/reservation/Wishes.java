package dev.throughline.sandbox.reservation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.sandbox.problem.Problems;
import java.time.DateTimeException;
import java.time.OffsetDateTime;

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

    private static OffsetDateTime start(String text) {
        try {
            return OffsetDateTime.parse(text);
        } catch (DateTimeException e) {
            throw Problems.of(400, "start must be a time after RFC 3339.");
        }
    }
}
