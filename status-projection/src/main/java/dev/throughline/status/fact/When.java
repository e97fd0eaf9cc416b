package dev.throughline.status.fact;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as people read them. */
public final class When {

    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private When() {}

    /** Such as {@code 25 Dec 2030, 18:00 UTC}. */
    public static String utc(Instant time) {
        return time == null ? "an unknown time" : UTC.format(time);
    }

    /** The later one; either may be {@code null}. */
    public static Instant later(Instant one, Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isAfter(other) ? one : other;
    }
}
