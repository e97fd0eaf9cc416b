package dev.throughline.booking.booking;

import dev.throughline.booking.partner.PartnerState;
import dev.throughline.booking.pricing.Money;
import dev.throughline.booking.visit.VisitStatus;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;

/** A booking as clients see it. */
@RegisterForReflection
public record BookingView(
        UUID id,
        UUID operationId,
        BookingStatus status,
        String statusReason,
        long version,
        String service,
        String partner,
        Instant start,
        int durationMinutes,
        Money price,
        Customer customer,
        String notes,
        PartnerView partnerSync,
        VisitView visit,
        AttentionView attention,
        RescheduleView reschedule,
        Instant createdAt,
        Instant updatedAt) {

    @RegisterForReflection
    record PartnerView(
            PartnerState state,
            String reference,
            String reservationId,
            Instant lastAttemptAt,
            Instant lastVerifiedAt) {}

    @RegisterForReflection
    record VisitView(VisitStatus status, String practitioner, String findings, Integer durationMinutes) {}

    @RegisterForReflection
    record AttentionView(String reason, UUID job) {}

    public static BookingView of(Booking booking) {
        var sync = booking.partnerSync();
        var visit = booking.visit();
        var attention = booking.attention();
        return new BookingView(
                booking.id(),
                booking.operationId(),
                booking.status(),
                booking.statusReason(),
                booking.version(),
                booking.service(),
                booking.partner(),
                booking.start(),
                booking.durationMinutes(),
                booking.price(),
                booking.customer(),
                booking.notes(),
                new PartnerView(
                        sync.state(),
                        sync.reference(),
                        sync.reservationId(),
                        sync.lastAttemptAt(),
                        booking.lastVerifiedAt()),
                visit == null
                        ? null
                        : new VisitView(visit.status(), visit.practitioner(), visit.findings(), visit.minutes()),
                attention == null ? null : new AttentionView(attention.reason(), attention.job()),
                RescheduleView.of(booking.reschedule()),
                booking.createdAt(),
                booking.updatedAt());
    }
}
