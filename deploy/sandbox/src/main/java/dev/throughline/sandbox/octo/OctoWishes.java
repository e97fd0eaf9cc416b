package dev.throughline.sandbox.octo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.sandbox.reservation.Holds;
import dev.throughline.sandbox.reservation.Reservation;
import dev.throughline.sandbox.reservation.SandboxSettings;
import java.time.Duration;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Reads what is wanted; what cannot be understood is an {@link OctoError}. */
final class OctoWishes {

    private static final int MAX_TEXT = 200;

    private OctoWishes() {}

    static JsonNode requireObject(JsonNode body) {
        if (body == null || !body.isObject()) {
            throw OctoError.badRequest("Send an object.");
        }
        return body;
    }

    static Holds.Wish read(String partner, JsonNode wanted, SandboxSettings.Product product, Duration longest) {
        OctoCatalog.requireOption(wanted.path("optionId").textValue());
        var start = OctoCatalog.requireStart(wanted.path("availabilityId").textValue());
        var reference = wanted.path("resellerReference").textValue();
        return new Holds.Wish(
                partner,
                uuid(wanted.path("uuid")),
                reference == null ? null : requireText("resellerReference", reference),
                wanted.path("productId").textValue(),
                start.format(DateTimeFormatter.ISO_OFFSET_DATE_TIME),
                units(wanted.path("unitItems")),
                hold(wanted.path("expirationMinutes"), longest),
                product.capacity());
    }

    /** The client's, or one of ours if it gives none. */
    private static String uuid(JsonNode wished) {
        if (wished.isMissingNode()) {
            return UUID.randomUUID().toString();
        }
        var text = wished.textValue();
        try {
            if (text != null && UUID.fromString(text).toString().equals(text)) {
                return text;
            }
        } catch (IllegalArgumentException e) {
            // It is none.
        }
        throw OctoError.invalid("INVALID_BOOKING_UUID", "uuid", text);
    }

    private static List<Reservation.Unit> units(JsonNode items) {
        if (items.size() != 1 || !items.isArray()) {
            throw OctoError.unprocessable("One visitor comes at a time.");
        }
        var units = new ArrayList<Reservation.Unit>();
        for (var item : items) {
            OctoCatalog.requireUnit(item.path("unitId").textValue());
            units.add(new Reservation.Unit(uuid(item.path("uuid")), OctoCatalog.UNIT));
        }
        return units;
    }

    private static Duration hold(JsonNode minutes, Duration longest) {
        if (minutes.isMissingNode()) {
            return longest;
        }
        if (!minutes.canConvertToInt() || minutes.intValue() < 1) {
            throw OctoError.badRequest("expirationMinutes must be a whole number from 1.");
        }
        var wished = Duration.ofMinutes(minutes.intValue());
        return wished.compareTo(longest) < 0 ? wished : longest;
    }

    /** The visitor's full name. */
    static String contact(JsonNode confirmation) {
        var contact = requireObject(confirmation).path("contact");
        if (!contact.isObject()) {
            throw OctoError.badRequest("contact is required.");
        }
        var name = contact.path("fullName").textValue();
        return name == null ? null : requireText("fullName", name);
    }

    /** Why it is cancelled; {@code null} if nobody says. */
    static String reason(JsonNode cancellation) {
        var why = cancellation == null
                ? null
                : requireObject(cancellation).path("reason").textValue();
        return why == null ? null : requireText("reason", why);
    }

    static String requireText(String member, String text) {
        if (text == null
                || text.isBlank()
                || text.length() > MAX_TEXT
                || text.codePoints().anyMatch(OctoWishes::isOdd)) {
            throw OctoError.badRequest("%s must be 1 to %d printable characters.".formatted(member, MAX_TEXT));
        }
        return text;
    }

    private static boolean isOdd(int codePoint) {
        var type = Character.getType(codePoint);
        return type == Character.CONTROL || type == Character.SURROGATE;
    }
}
