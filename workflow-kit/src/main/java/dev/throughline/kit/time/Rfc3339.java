package dev.throughline.kit.time;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Times as RFC 3339 writes them, section 5.6: with an offset, and with a year of four digits. */
public final class Rfc3339 {

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant BEYOND = Instant.parse("+10000-01-01T00:00:00Z");

    private Rfc3339() {}

    /**
     * The time that {@code text} says. Other years than those of four digits are refused, for the database has none of them.
     *
     * @throws DateTimeException if it says none
     */
    public static Instant parse(String text) {
        var time = OffsetDateTime.parse(text).toInstant();
        if (time.isBefore(FIRST) || !time.isBefore(BEYOND)) {
            throw new DateTimeException("not a year of four digits: " + text);
        }
        return time;
    }
}
