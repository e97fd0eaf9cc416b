package dev.throughline.notification.template;

import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.net.URI;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.time.format.TextStyle;
import java.util.Currency;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** Puts facts into the words and forms of a language. Whatever came from outside becomes plain text on one line. */
@ApplicationScoped
class Wording {

    private static final int MAX_TEXT = 500;
    private static final int REFERENCE = 8;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");

    private final MailSettings settings;

    Wording(MailSettings settings) {
        this.settings = settings;
    }

    MailModel model(String language, MailFacts facts, UUID booking, Senders.Sender sender) {
        var locale = Locale.forLanguageTag(language);
        var zone = sender.zone();
        return new MailModel(
                language,
                oneLine(sender.brand()),
                reference(booking),
                oneLine(facts.name()),
                service(facts.service(), language),
                date(facts.start(), zone, locale),
                time(facts.start(), zone),
                zone.getDisplayName(TextStyle.FULL, locale),
                facts.durationMinutes(),
                price(facts, locale),
                oneLine(facts.reason()),
                link(facts.link()),
                moment(facts.linkExpiresAt(), zone, locale));
    }

    /** {@code text} without line breaks and other control characters, and of bounded length; {@code null} if it is blank. */
    static String oneLine(String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        var line = text.replaceAll("[\\p{Cntrl}\\u2028\\u2029\\u202A-\\u202E\\u2066-\\u2069]+", " ")
                .replaceAll(" {2,}", " ")
                .strip();
        return line.length() <= MAX_TEXT ? line : line.substring(0, MAX_TEXT) + "…";
    }

    // The random end of a UUIDv7; its beginning is the time and alike for bookings of one day.
    private static String reference(UUID booking) {
        var id = booking.toString();
        return id.substring(id.length() - REFERENCE).toUpperCase(Locale.ROOT);
    }

    private String service(String code, String language) {
        var names =
                code == null ? Map.<String, String>of() : settings.services().getOrDefault(code, Map.of());
        return oneLine(names.getOrDefault(language, names.getOrDefault(Locales.FALLBACK, code)));
    }

    private static String date(Instant at, ZoneId zone, Locale locale) {
        return at == null
                ? null
                : DateTimeFormatter.ofLocalizedDate(FormatStyle.FULL)
                        .withLocale(locale)
                        .format(at.atZone(zone));
    }

    private static String time(Instant at, ZoneId zone) {
        return at == null ? null : TIME.format(at.atZone(zone));
    }

    private static String moment(Instant at, ZoneId zone, Locale locale) {
        return at == null ? null : date(at, zone, locale) + ", " + time(at, zone);
    }

    private static String price(MailFacts facts, Locale locale) {
        if (facts.amount() == null || facts.currency() == null) {
            return null;
        }
        try {
            var format = NumberFormat.getCurrencyInstance(locale);
            format.setCurrency(Currency.getInstance(facts.currency()));
            return format.format(new BigDecimal(facts.amount()));
        } catch (IllegalArgumentException e) {
            return oneLine(facts.amount() + " " + facts.currency());
        }
    }

    private static String link(String text) {
        try {
            var link = text == null ? null : URI.create(text);
            var usable = link != null
                    && link.getHost() != null
                    && ("https".equals(link.getScheme()) || "http".equals(link.getScheme()));
            return usable ? link.toASCIIString() : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
