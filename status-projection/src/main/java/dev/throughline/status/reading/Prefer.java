package dev.throughline.status.reading;

import java.time.Duration;
import java.util.regex.Pattern;

/** The preference {@code wait} (RFC 7240, section 4.3); what is not understood is ignored, as section 2 demands. */
final class Prefer {

    /** The longest that anybody is kept waiting. */
    static final Duration LONGEST = Duration.ofSeconds(30);

    private static final Pattern WAIT =
            Pattern.compile("(?:^|[,;])\\s*wait\\s*=\\s*\"?(\\d{1,9})\"?\\s*(?:[,;]|$)", Pattern.CASE_INSENSITIVE);

    private Prefer() {}

    /** How long to wait; zero without the preference. */
    static Duration wait(String header) {
        var match = WAIT.matcher(header == null ? "" : header);
        if (!match.find()) {
            return Duration.ZERO;
        }
        var wanted = Duration.ofSeconds(Long.parseLong(match.group(1)));
        return wanted.compareTo(LONGEST) > 0 ? LONGEST : wanted;
    }
}
