package dev.throughline.document.report;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The languages that reports are written in, and how a date is written in each. */
enum ReportLocale {
    en("d MMMM uuuu, HH:mm"),
    fr("d MMMM uuuu, HH:mm"),
    de("d. MMMM uuuu, HH:mm");

    private final Locale locale = Locale.forLanguageTag(name());
    private final DateTimeFormatter dates;

    // Patterns of our own: what the platform takes for a usual date changes with its version, and the bytes with it.
    ReportLocale(String pattern) {
        this.dates = DateTimeFormatter.ofPattern(pattern, locale);
    }

    /** The language of the tag (BCP 47), or English where we do not write in it. */
    static ReportLocale of(String languageTag) {
        var language = Locale.forLanguageTag(languageTag).getLanguage();
        for (var each : values()) {
            if (each.name().equals(language)) {
                return each;
            }
        }
        return en;
    }

    /** Whether this is the language that the tag asks for. */
    boolean is(String languageTag) {
        return Locale.forLanguageTag(languageTag).getLanguage().equals(name());
    }

    Locale locale() {
        return locale;
    }

    /** The time as the people at {@code zone} write it, with the name of the zone. */
    String date(Instant instant, ZoneId zone) {
        return "%s (%s)".formatted(dates.format(ZonedDateTime.ofInstant(instant, zone)), zone.getId());
    }
}
