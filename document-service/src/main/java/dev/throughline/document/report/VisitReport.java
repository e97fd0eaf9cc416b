package dev.throughline.document.report;

import java.util.List;
import java.util.UUID;

/**
 * What the template shows; every text in it can be shown by the fonts.
 *
 * @param language of the report's own words
 * @param fallback the language the customer asked for, if the report is not in it; else {@code null}
 */
record VisitReport(
        String language,
        String fallback,
        Branding branding,
        UUID document,
        UUID booking,
        Line customer,
        Line service,
        String appointment,
        int minutes,
        Line practitioner,
        List<Line> findings) {

    /**
     * A paragraph that somebody wrote.
     *
     * @param direction {@code ltr} or {@code rtl}
     */
    record Line(String text, String direction) {}

    /**
     * How the tenant presents itself.
     *
     * @param colour {@code #} and six hexadecimal digits
     * @param logo a data URI; {@code null} for none
     * @param contact {@code null} for none
     */
    record Branding(String name, String colour, String logo, String contact) {}
}
