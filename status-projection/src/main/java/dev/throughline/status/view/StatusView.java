package dev.throughline.status.view;

import dev.throughline.kit.idempotency.ConsistencyToken;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One booking for its readers, with how fresh that is and what they may do. */
@RegisterForReflection
@Schema(name = "StatusView")
public record StatusView(
        UUID bookingId,
        UUID operationId,
        String status,

        @Schema(examples = "CONSULT on 25 Dec 2030, 18:00 UTC for Ana Dvořák is confirmed by meridian.")
        String headline,

        List<Step> steps,
        PartnerView partner,
        String service,
        Instant start,
        Integer durationMinutes,
        Order.Price price,
        Order.Customer customer,
        Visit visit,
        List<Document> documents,
        List<Notification> notifications,
        List<AttentionView> attention,

        @Schema(description = "Everything that was published up to then is in this view.")
        Instant asOf,

        @Schema(description = "Age in milliseconds of the oldest event known not to be in this view; 0 if none is.")
        long lagMs,

        @Schema(description = "Why it is behind, in plain words; absent if it is not.")
        String behind,

        String waitingFor,
        Instant expectedBy,
        boolean overdue,
        Retry safeToRetry,
        Next next,
        long version,
        long position,
        String token) {

    /** The partner's side. */
    @RegisterForReflection
    @Schema(name = "StatusPartner")
    public record PartnerView(String id, String state, String reservationId, PartnerSide.LastAttempt lastAttempt) {}

    /** Something that only a person can bring forward. */
    @RegisterForReflection
    @Schema(name = "StatusAttention")
    public record AttentionView(String job, String service, String kind, String reason, Instant since, String may) {

        static AttentionView of(JobNote job) {
            return new AttentionView(job.id(), job.service(), job.kind(), job.reason(), job.at(), job.may());
        }
    }

    /** The one sentence that answers "what about this booking?". */
    public static String headline(BookingView view) {
        return Headline.of(view);
    }

    /** How fresh a view is. */
    public record Freshness(Instant asOf, long lagMs, String behind) {}

    /**
     * Makes the view.
     *
     * @param position how many timeline entries it comprises
     */
    public static StatusView of(
            UUID id, BookingView view, long position, Freshness freshness, Expectations expect, Instant now) {
        var order = view.order();
        var awaited = Awaited.of(view, expect);
        var aggregate = "booking/" + id;
        var version = view.versionOf(aggregate);
        return new StatusView(
                id,
                view.operationId(),
                view.statusText(),
                Headline.of(view),
                Steps.of(view),
                new PartnerView(
                        order.partner(),
                        view.partner().state(),
                        view.partner().reservationId(),
                        view.partner().lastAttempt()),
                order.service(),
                order.start(),
                order.durationMinutes(),
                order.price(),
                order.customer(),
                view.visit(),
                view.documents(),
                view.notifications(),
                view.deadLetters().stream().map(AttentionView::of).toList(),
                freshness.asOf(),
                freshness.lagMs(),
                freshness.behind(),
                awaited.what(),
                awaited.until(),
                awaited.until() != null && awaited.until().isBefore(now),
                Retry.of(view),
                Next.of(view),
                version,
                position,
                new ConsistencyToken(aggregate, version).encode());
    }
}
