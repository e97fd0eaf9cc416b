package dev.throughline.status.fact;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.kit.event.Event;
import dev.throughline.kit.time.Rfc3339;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;

/** The data of one event. Texts come without control characters and cut to a length that fits a page. */
public final class Facts {

    private static final int MAX_TEXT = 2000;
    private static final String BOOKING = "booking/";

    private final Event event;
    private final JsonNode data;

    private Facts(Event event, JsonNode data) {
        this.event = event;
        this.data = data;
    }

    public static Facts of(Event event) {
        return new Facts(event, event.data());
    }

    public Event event() {
        return event;
    }

    /** The member {@code name}, itself an object; empty facts if there is none. */
    public Facts in(String name) {
        return new Facts(event, data.path(name));
    }

    /** Whether there is anything here. */
    public boolean present() {
        return data.isObject();
    }

    /** {@code null} if it is missing or blank. */
    public String text(String name) {
        var value = data.path(name);
        if (!value.isValueNode() || value.isNull() || value.asText().isBlank()) {
            return null;
        }
        return plain(value.asText());
    }

    public String text(String name, String otherwise) {
        var text = text(name);
        return text == null ? otherwise : text;
    }

    /** @throws UnusableEvent if it is missing */
    public String require(String name) {
        var text = text(name);
        if (text == null) {
            throw new UnusableEvent(event, "'" + name + "' is missing");
        }
        return text;
    }

    /**
     * {@code null} if it is missing.
     *
     * @throws UnusableEvent if it is no time
     */
    public Instant time(String name) {
        var text = text(name);
        try {
            return text == null ? null : Rfc3339.parse(text);
        } catch (DateTimeException e) {
            throw new UnusableEvent(event, "'" + name + "' is no RFC 3339 time");
        }
    }

    /** {@code null} if it is missing or no whole number. */
    public Integer number(String name) {
        var value = data.path(name);
        return value.isIntegralNumber() && value.canConvertToInt() ? value.asInt() : null;
    }

    /** The booking that the event is about; {@code null} if it is about none. */
    public UUID booking() {
        if (event.aggregate().startsWith(BOOKING)) {
            return uuid(event.aggregateId());
        }
        var subject = text("subject", "");
        return uuid(subject.startsWith(BOOKING) ? subject.substring(BOOKING.length()) : text("booking"));
    }

    /** {@code booking} of {@code booking/<id>}. */
    public String kind() {
        var slash = event.aggregate().indexOf('/');
        return slash < 0 ? "" : event.aggregate().substring(0, slash);
    }

    private static UUID uuid(String text) {
        try {
            return text == null ? null : UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String plain(String text) {
        var cut = text.length() <= MAX_TEXT ? text : text.substring(0, text.offsetByCodePoints(0, MAX_TEXT / 2)) + " …";
        var plain = new StringBuilder(cut.length());
        cut.codePoints().forEach(each -> plain.appendCodePoint(isPlain(each) ? each : ' '));
        return plain.toString().strip();
    }

    private static boolean isPlain(int codePoint) {
        var type = Character.getType(codePoint);
        return type != Character.CONTROL && type != Character.SURROGATE;
    }
}
