package dev.throughline.booking.partner;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Values of search parameters. */
final class FhirTokens {

    private FhirTokens() {}

    /** Matches {@code value} of {@code system} only, whatever characters are in it. */
    static String token(String system, String value) {
        return escaped(system) + "|" + escaped(value);
    }

    /** So that it stands for itself within a value (hl7.org/fhir/R4/search.html#escaping). */
    static String escaped(String text) {
        return text.replaceAll("[\\\\|,$]", "\\\\$0");
    }

    /** For a search that is not the URL of a request: the REST client encodes that. */
    static String urlEncoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
