package dev.throughline.status.console.page;

import io.quarkus.qute.TemplateExtension;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/** Plain words for what the API calls by its codes. */
@TemplateExtension
final class Words {

    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern(
                    "d MMM yyyy, HH:mm:ss 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private static final Map<String, String> SAID = Map.ofEntries(
            Map.entry("no_show", "No-show"),
            Map.entry("needs_attention", "Needs attention"),
            Map.entry("not_sent", "Not sent yet"),
            Map.entry("in_flight", "Being asked"),
            Map.entry("unknown", "Unknown"),
            Map.entry("duplicate_cancelled", "Duplicate cancelled"),
            Map.entry("dead_letter", "Gave up"),
            Map.entry("current", "Under way"),
            Map.entry("reserved", "Reserved at partner"),
            Map.entry("told", "Customer told"),
            Map.entry("visit-report", "Visit report"),
            Map.entry("safe", "Safe to replay"),
            Map.entry("reconcile_first", "Replay looks first"),
            Map.entry("unsafe", "Not safe to replay"),
            Map.entry("half_open", "Trying again"),
            Map.entry("closed", "In use"),
            Map.entry("open", "Left alone for now"));

    private static final Map<String, String> TONES = Map.ofEntries(
            Map.entry("confirmed", "good"),
            Map.entry("completed", "good"),
            Map.entry("done", "good"),
            Map.entry("succeeded", "good"),
            Map.entry("sent", "good"),
            Map.entry("delivered", "good"),
            Map.entry("stored", "good"),
            Map.entry("safe", "good"),
            Map.entry("closed", "good"),
            Map.entry("held", "good"),
            Map.entry("pending", "busy"),
            Map.entry("cancelling", "busy"),
            Map.entry("current", "busy"),
            Map.entry("begun", "busy"),
            Map.entry("running", "busy"),
            Map.entry("queued", "busy"),
            Map.entry("sending", "busy"),
            Map.entry("requested", "busy"),
            Map.entry("rendering", "busy"),
            Map.entry("in_flight", "busy"),
            Map.entry("half_open", "busy"),
            Map.entry("needs_attention", "warn"),
            Map.entry("unknown", "warn"),
            Map.entry("reconcile_first", "warn"),
            Map.entry("overdue", "warn"),
            Map.entry("rejected", "bad"),
            Map.entry("failed", "bad"),
            Map.entry("dead_letter", "bad"),
            Map.entry("bounced", "bad"),
            Map.entry("unsafe", "bad"),
            Map.entry("open", "bad"));

    private Words() {}

    /** {@code checked_in}: "Checked in". */
    static String said(String code) {
        if (code == null || code.isEmpty()) {
            return "";
        }
        var known = SAID.get(code);
        if (known != null) {
            return known;
        }
        var plain = code.replace('_', ' ').replace('-', ' ').replace('.', ' ');
        return Character.toUpperCase(plain.charAt(0)) + plain.substring(1);
    }

    /** How it is shown: {@code good}, {@code busy}, {@code warn}, {@code bad} or {@code still}. */
    static String tone(String code) {
        return TONES.getOrDefault(code == null ? "" : code, "still");
    }

    /** For the query of an address. */
    static String asParameter(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static String utc(Instant time) {
        return UTC.format(time);
    }

    /** An id that is long, by its end, which tells ids of one hour apart. */
    static String brief(Object id) {
        var text = String.valueOf(id);
        return text.length() <= 12 ? text : "…" + text.substring(text.length() - 12);
    }

    /** A lag in plain words. */
    static String ago(long millis) {
        var lag = Duration.ofMillis(millis);
        if (lag.toMinutes() >= 120) {
            return "%d h".formatted(lag.toHours());
        }
        return lag.toSeconds() >= 120
                ? "%d min".formatted(lag.toMinutes())
                : "%d s".formatted(Math.max(1, lag.toSeconds()));
    }

    /** {@code https://booking.example/booking-service}: "booking-service". */
    static String service(String source) {
        return source.substring(source.lastIndexOf('/') + 1);
    }

    /** {@code system:partner.reserve}: "the system (partner reserve)"; a person's name stays as it is. */
    static String actor(String actor) {
        var system = actor.startsWith("system:")
                ? actor.substring("system:".length()).replace('.', ' ')
                : null;
        return system == null ? actor : "the system (%s)".formatted(system);
    }

    /** {@code booking/<id>}: the id; {@code null} for another subject. */
    static String bookingId(String subject) {
        return subject != null && subject.startsWith("booking/") ? subject.substring("booking/".length()) : null;
    }
}
