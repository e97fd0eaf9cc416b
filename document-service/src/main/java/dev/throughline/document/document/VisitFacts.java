package dev.throughline.document.document;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.time.Instant;

/**
 * What a report tells about a visit, as it was when the visit was completed; personal data.
 *
 * @param customerLocale language tag (BCP 47) as the customer gave it
 * @param minutes how long the visit took
 */
@Embeddable
public record VisitFacts(
        @Column(name = "customer_name", updatable = false) String customerName,
        @Column(name = "customer_email", updatable = false) String customerEmail,
        @Column(name = "customer_locale", updatable = false) String customerLocale,
        @Column(name = "service", updatable = false) String service,
        @Column(name = "start_at", updatable = false) Instant start,
        @Column(name = "practitioner", updatable = false) String practitioner,
        @Column(name = "findings", updatable = false) String findings,
        @Column(name = "visit_minutes", updatable = false) int minutes) {}
