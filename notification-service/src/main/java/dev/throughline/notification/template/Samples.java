package dev.throughline.notification.template;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.UUID;

/** Invented facts, to show and to try a template. */
@ApplicationScoped
class Samples {

    private static final UUID BOOKING = UUID.fromString("01a1fcae-75cd-7478-a5eb-afd1223fc1b6");

    private final Senders senders;

    Samples(Senders senders) {
        this.senders = senders;
    }

    MailTemplates.Setting setting(String tenant) {
        return new MailTemplates.Setting(BOOKING, senders.of(tenant));
    }

    /** Everything is known. */
    MailFacts full() {
        return new MailFacts(
                "Ana Dvořák",
                "CONSULT",
                Instant.parse("2030-12-24T17:00:00Z"),
                45,
                "105.57",
                "EUR",
                "The practice is closed on that day.",
                "https://reports.example.com/documents/01a1fcae/content?signature=sample",
                Instant.parse("2031-01-07T11:00:00Z"));
    }

    /** Nothing is known. */
    MailFacts empty() {
        return new MailFacts(null, null, null, null, null, null, null, null, null);
    }
}
