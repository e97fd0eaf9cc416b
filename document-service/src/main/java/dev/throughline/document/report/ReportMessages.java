package dev.throughline.document.report;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** The words of a report; English here, the other languages in {@code messages/report_*.properties}. */
@MessageBundle(value = "report", locale = "en")
interface ReportMessages {

    @Message("Visit report")
    String title();

    @Message("Customer")
    String customer();

    @Message("Service")
    String service();

    @Message("Appointment")
    String appointment();

    @Message("Duration")
    String duration();

    @Message("{minutes} minutes")
    String minutes(int minutes);

    @Message("Practitioner")
    String practitioner();

    @Message("Booking")
    String booking();

    @Message("Document")
    String document();

    @Message("Findings")
    String findings();

    @Message("Page")
    String page();

    @Message("of")
    String of();

    @Message("Logo")
    String logo();

    @Message("This report is in English, because it cannot be had in the requested language ({language}).")
    String fallback(String language);
}
