package dev.throughline.booking.booking;

import dev.throughline.booking.partner.PartnerSync;
import dev.throughline.booking.partner.Reservation;
import dev.throughline.booking.pricing.Money;
import dev.throughline.booking.quote.Quote;
import dev.throughline.booking.visit.Visit;
import dev.throughline.booking.visit.VisitStatus;
import dev.throughline.kit.problem.NotAllowedNow;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * The customer's order for a visit. Its verbs decide and record what happened; they know no database and no broker. Every
 * recorded event raises the version by one, so versions of one booking have no gaps.
 */
@Entity
@Table(name = "booking")
public class Booking {

    /** What happened, at which version. */
    public record Recorded(String type, long version, Map<String, Object> data) {}

    @Id
    private UUID id;

    @Column(name = "tenant", updatable = false)
    private String tenant;

    @Column(name = "owner", updatable = false)
    private String owner;

    @Column(name = "operation_id", updatable = false)
    private UUID operationId;

    @Column(name = "quote_id", updatable = false)
    private UUID quoteId;

    @Enumerated(EnumType.STRING)
    private BookingStatus status;

    @Column(name = "status_reason")
    private String statusReason;

    private long version;

    @Column(updatable = false)
    private String service;

    @Column(updatable = false)
    private String partner;

    @Column(name = "start_at")
    private Instant start;

    @Column(name = "duration_minutes")
    private int durationMinutes;

    @Column(name = "price_amount")
    private BigDecimal priceAmount;

    @Column(name = "price_currency")
    private String priceCurrency;

    @Column(name = "discount_code", updatable = false)
    private String discountCode;

    @Embedded
    private Customer customer;

    private String notes;

    @Embedded
    private PartnerSync partnerSync;

    /** When the partner was last found to hold exactly what it should. */
    @Column(name = "last_verified_at")
    private Instant lastVerifiedAt;

    /** When it was last due for a comparison with the partner, or found to be right; {@link Instant#EPOCH} if never. */
    @Column(name = "last_compared_at")
    private Instant lastComparedAt = Instant.EPOCH;

    /** How often another start has been asked for; each had a reference of its own. */
    private int reschedules;

    @Embedded
    private Reschedule reschedule;

    @Embedded
    private Visit visit;

    @Embedded
    private Attention attention;

    @Column(name = "created_at", updatable = false)
    private Instant createdAt;

    @Column(name = "updated_at")
    private Instant updatedAt;

    @Transient
    private final List<Recorded> recorded = new ArrayList<>();

    @Transient
    private final List<Release> releases = new ArrayList<>();

    protected Booking() {}

    /** Places a booking at the price of {@code quote}. Its reference at the partner is its own id. */
    public static Booking place(UUID id, UUID operationId, Quote quote, Customer customer, String notes, Instant now) {
        var booking = new Booking();
        booking.id = id;
        booking.tenant = quote.tenant();
        booking.owner = quote.owner();
        booking.operationId = operationId;
        booking.quoteId = quote.id();
        booking.status = BookingStatus.pending;
        booking.service = quote.service();
        booking.partner = quote.partner();
        booking.start = quote.start();
        booking.durationMinutes = quote.durationMinutes();
        booking.priceAmount = quote.price().value();
        booking.priceCurrency = quote.price().currency();
        booking.discountCode = quote.discountCode();
        booking.customer = customer;
        booking.notes = notes;
        booking.partnerSync = PartnerSync.notSent(id.toString());
        booking.createdAt = now;
        booking.record("booking.placed", now, booking.snapshot());
        return booking;
    }

    /** Asks for the end of the booking; it ends when the partner holds nothing for it any more. */
    public void cancel(String reason, Instant now) {
        requireStatus("cancel", BookingStatus.pending, BookingStatus.confirmed);
        if (moving()) {
            reschedule.end(RescheduleState.cancelled, "The booking was cancelled.");
        }
        if (visit != null) {
            visit.cancel();
        }
        attention = null;
        status = BookingStatus.cancelling;
        statusReason = reason;
        record("booking.cancelling", now, snapshot());
    }

    /** The partner holds nothing for it any more. Nothing happens unless it is being cancelled. */
    public void cancellationDone(Instant now) {
        if (beingCancelled()) {
            attended(now);
            status = BookingStatus.cancelled;
            partnerSync.gone();
            record("booking.cancelled", now, snapshot());
        }
    }

    // A job that has given up beside the one that cancels does not call the cancellation off.
    private boolean beingCancelled() {
        return status == BookingStatus.cancelling
                || status == BookingStatus.needs_attention && attention.from() == BookingStatus.cancelling;
    }

    private boolean wantsReservation() {
        return status.wantsReservation() && !beingCancelled();
    }

    /**
     * Whether another start may be asked for now.
     *
     * @throws NotAllowedNow if not
     */
    public void requireMovable() {
        requireVisit("reschedule").requireScheduled("reschedule");
        if (moving()) {
            throw new NotAllowedNow(
                    "reschedule",
                    "rescheduling",
                    status.allowed().stream()
                            .filter(verb -> !verb.equals("reschedule"))
                            .toList());
        }
    }

    /** Asks for another start. The booking stays where it is until the partner has confirmed the new one. */
    public void reschedule(Reschedule.Wish wish, Instant now) {
        requireMovable();
        reschedules++;
        reschedule = Reschedule.ask(reference(reschedules), wish, now);
        record("booking.rescheduling", now, snapshot());
    }

    /**
     * Whether another start has been asked for and the partner's answer is not on record. That the booking is confirmed and its
     * visit has not begun is asked too, for a process of the version before ends neither with the wish.
     */
    public boolean moving() {
        return reschedule != null
                && reschedule.underWay()
                && status == BookingStatus.confirmed
                && visit.status() == VisitStatus.scheduled;
    }

    private boolean movingUnder(String reference) {
        return moving() && reschedule.sync().reference().equals(reference);
    }

    /** What the reservation under the {@code number}th start is called at the partner; 0 is the first. */
    private String reference(int number) {
        return number == 0 ? id.toString() : id + "-r" + number;
    }

    /** The references under which the partner must hold nothing for it, from the oldest. */
    public List<String> formerReferences() {
        return IntStream.rangeClosed(0, reschedules)
                .mapToObj(this::reference)
                .filter(reference -> !reference.equals(partnerSync.reference()) && !movingUnder(reference))
                .toList();
    }

    /** What is known of the partner's side under {@code reference}; empty if that is one of old. */
    public Optional<PartnerSync> sync(String reference) {
        if (partnerSync.reference().equals(reference)) {
            return Optional.of(partnerSync);
        }
        return Optional.ofNullable(reschedule)
                .map(Reschedule::sync)
                .filter(sync -> sync.reference().equals(reference));
    }

    /** Whether the partner should hold exactly one reservation under {@code reference}. */
    public boolean wantsReservation(String reference) {
        return movingUnder(reference) || partnerSync.reference().equals(reference) && wantsReservation();
    }

    /** Whether the partner's word on {@code reference} is waited for. */
    public boolean awaits(String reference) {
        return movingUnder(reference) || partnerSync.reference().equals(reference) && status == BookingStatus.pending;
    }

    /** The partner refused the new start itself: there is no reservation for it. */
    public void rescheduleRefused(String reference, String why, Instant now) {
        if (movingUnder(reference)) {
            reschedule.sync().withoutEffect();
            notMoved(RescheduleState.rejected, why, now);
        }
    }

    /** We have given up asking for the start under {@code reference}: {@code why} is for a person to read. */
    public void rescheduleFailed(String reference, String why, Instant now) {
        if (movingUnder(reference)) {
            notMoved(RescheduleState.failed, why, now);
        }
    }

    private void notMoved(RescheduleState end, String why, Instant now) {
        endReschedule(end, why);
        record("booking.reschedule-failed", now, snapshot());
    }

    private void endReschedule(RescheduleState end, String why) {
        reschedule.end(end, why);
        releases.add(new Release(reschedule.sync().reference()));
    }

    private void moved(Instant now) {
        releases.add(new Release(partnerSync.reference()));
        start = reschedule.start();
        priceAmount = reschedule.price().value();
        priceCurrency = reschedule.price().currency();
        partnerSync = reschedule.sync().after(partnerSync);
        lastComparedAt = Instant.EPOCH;
        reschedule.end(RescheduleState.done, null);
        record("booking.rescheduled", now, snapshot());
    }

    /** What the partner says of a reservation under a reference of ours, by answer, look-up or callback. */
    public NewsEffect learn(String reference, Reservation news, Instant now) {
        if (movingUnder(reference)) {
            return learnOfNewStart(news, now);
        }
        if (!partnerSync.reference().equals(reference)) {
            return news.live() ? NewsEffect.surplus : NewsEffect.known;
        }
        if (partnerSync.knows(news)) {
            return NewsEffect.known;
        }
        if (partnerSync.isOther(news)) {
            return news.live() ? NewsEffect.surplus : NewsEffect.known;
        }
        if (news.live() && !wantsReservation() && !beingCancelled()) {
            return NewsEffect.surplus;
        }
        partnerSync.learn(news);
        follow(news, now);
        return NewsEffect.changed;
    }

    private NewsEffect learnOfNewStart(Reservation news, Instant now) {
        var sync = reschedule.sync();
        if (sync.knows(news)) {
            return NewsEffect.known;
        }
        if (sync.isOther(news)) {
            return news.live() ? NewsEffect.surplus : NewsEffect.known;
        }
        sync.learn(news);
        updatedAt = now;
        switch (news.state()) {
            case held -> {}
            case confirmed -> moved(now);
            case rejected -> notMoved(RescheduleState.rejected, reason(news, "Rejected by the partner."), now);
            case cancelled -> notMoved(RescheduleState.rejected, reason(news, "Cancelled by the partner."), now);
        }
        return news.state() == Reservation.State.confirmed ? NewsEffect.changed : NewsEffect.rescheduling;
    }

    private static String reason(Reservation news, String otherwise) {
        return news.reason() == null ? otherwise : news.reason();
    }

    private void follow(Reservation news, Instant now) {
        updatedAt = now;
        var awaited = status == BookingStatus.pending
                || status == BookingStatus.needs_attention && attention.from() == BookingStatus.pending;
        switch (news.state()) {
            case held -> {}
            case confirmed -> {
                if (awaited) {
                    confirm(now);
                }
            }
            case rejected -> {
                if (awaited) {
                    reject(news.reason(), now);
                } else if (status == BookingStatus.confirmed) {
                    cancelledByPartner(news.reason(), now);
                }
            }
            case cancelled -> {
                if (awaited || status == BookingStatus.confirmed) {
                    cancelledByPartner(news.reason(), now);
                }
            }
        }
    }

    private void confirm(Instant now) {
        status = BookingStatus.confirmed;
        attention = null;
        visit = Visit.scheduled();
        record("booking.confirmed", now, snapshot());
    }

    private void reject(String reason, Instant now) {
        status = BookingStatus.rejected;
        statusReason = reason == null ? "Rejected by the partner." : reason;
        attention = null;
        record("booking.rejected", now, snapshot());
    }

    /** The partner refused the request itself: there is no reservation. */
    public void refused(String reason, Instant now) {
        if (status == BookingStatus.pending) {
            partnerSync.withoutEffect();
            reject(reason, now);
        }
    }

    /** The same end whether or not we heard of a confirmation before. */
    private void cancelledByPartner(String reason, Instant now) {
        if (status == BookingStatus.needs_attention) {
            attended(now);
        }
        var wasMoving = moving();
        cancel(reason == null ? "Cancelled by the partner." : reason, now);
        if (wasMoving) {
            releases.add(new Release(null));
        } else {
            cancellationDone(now);
        }
    }

    /**
     * A job for it has given up: {@code why} is for a person to read. What is confirmed stays so, for the customer has been
     * told; a person is asked all the same.
     */
    public void needsAttention(String why, UUID job, Instant now) {
        switch (status) {
            case confirmed -> attention = new Attention(why, job, null);
            case pending, cancelling -> {
                attention = new Attention(why, job, status);
                status = BookingStatus.needs_attention;
            }
            default -> {
                return;
            }
        }
        record("booking.needs-attention", now, snapshot());
    }

    /** A person has put the job back to work. */
    public void attended(Instant now) {
        if (attention != null) {
            status = attention.from() == null ? status : attention.from();
            attention = null;
            record("booking.resumed", now, snapshot());
        }
    }

    /** The partner holds exactly what it should. */
    public void verified(Instant now) {
        lastVerifiedAt = now;
        lastComparedAt = now;
    }

    /** Whether the partner should show the reservation that we know, for a visit that is still to come. */
    public boolean isComparable(Instant now) {
        var live = status == BookingStatus.pending || status == BookingStatus.confirmed;
        return live && partnerSync.isLive() && start.isAfter(now);
    }

    /** Notes how a request to the partner ended. */
    public void attempted(Map<String, Object> attempt, Instant now) {
        record("partner.attempted", now, attempt);
    }

    /** Notes what a partner told by itself, whatever it changed. */
    public void calledBack(Map<String, Object> callback, Instant now) {
        record("partner.callback-received", now, callback);
    }

    public void checkIn(Instant now) {
        var due = requireVisit("check-in");
        stay();
        due.checkIn();
        record("visit.checked-in", now, snapshot());
    }

    /** {@code minutes}: how long the visit took. */
    public void complete(String practitioner, String findings, int minutes, Instant now) {
        requireVisit("complete").complete(practitioner, findings, minutes);
        status = BookingStatus.completed;
        var data = snapshot();
        data.put("practitioner", practitioner);
        data.put("findings", findings);
        data.put("visitMinutes", minutes);
        record("visit.completed", now, data);
    }

    public void noShow(Instant now) {
        var due = requireVisit("no-show");
        stay();
        due.noShow();
        status = BookingStatus.no_show;
        record("visit.no-show", now, snapshot());
    }

    /** The visit's day has come where it was: it is not moved any more. */
    private void stay() {
        if (moving()) {
            endReschedule(RescheduleState.cancelled, "The visit has begun at its former time.");
        }
    }

    private Visit requireVisit(String what) {
        requireStatus(what, BookingStatus.confirmed);
        return visit;
    }

    private void requireStatus(String what, BookingStatus... expected) {
        if (!List.of(expected).contains(status)) {
            throw new NotAllowedNow(what, status.name(), status.allowed());
        }
    }

    private void record(String type, Instant now, Map<String, Object> data) {
        version++;
        updatedAt = now;
        recorded.add(new Recorded(type, version, data));
    }

    /** What every consumer of a booking's events needs, personal data included. */
    private Map<String, Object> snapshot() {
        var data = new LinkedHashMap<String, Object>();
        data.put("booking", id);
        data.put("owner", owner);
        data.put("status", status);
        data.put("reason", statusReason);
        data.put("service", service);
        data.put("partner", partner);
        data.put("start", start);
        data.put("durationMinutes", durationMinutes);
        data.put("price", price());
        data.put("customer", customer);
        data.put("partnerState", partnerSync.state());
        data.put("reservationId", partnerSync.reservationId());
        data.put("visitStatus", visit == null ? null : visit.status());
        data.put("attention", attention == null ? null : attention.reason());
        data.put("reschedule", reschedule == null ? null : rescheduleData());
        return data;
    }

    private Map<String, Object> rescheduleData() {
        var data = new LinkedHashMap<String, Object>();
        data.put("start", reschedule.start());
        data.put("price", reschedule.price());
        data.put("state", reschedule.state());
        data.put("reference", reschedule.sync().reference());
        data.put("requestedAt", reschedule.requestedAt());
        data.put("reason", reschedule.reason());
        return data;
    }

    /** What has been recorded since it was loaded; hands it over once. */
    List<Recorded> takeRecorded() {
        var taken = List.copyOf(recorded);
        recorded.clear();
        return taken;
    }

    /** What the partner must not hold any more since it was loaded; hands it over once. */
    List<Release> takeReleases() {
        var taken = List.copyOf(releases);
        releases.clear();
        return taken;
    }

    /** The name under which events, jobs and tokens know it. */
    public String aggregate() {
        return "booking/" + id;
    }

    public UUID id() {
        return id;
    }

    public String tenant() {
        return tenant;
    }

    public String owner() {
        return owner;
    }

    public UUID operationId() {
        return operationId;
    }

    public BookingStatus status() {
        return status;
    }

    public String statusReason() {
        return statusReason;
    }

    public long version() {
        return version;
    }

    public String service() {
        return service;
    }

    public String partner() {
        return partner;
    }

    public Instant start() {
        return start;
    }

    public int durationMinutes() {
        return durationMinutes;
    }

    public Money price() {
        return new Money(priceAmount, priceCurrency);
    }

    /** The discount it was booked with; {@code null} for none. */
    public String discountCode() {
        return discountCode;
    }

    public Customer customer() {
        return customer;
    }

    public String notes() {
        return notes;
    }

    public PartnerSync partnerSync() {
        return partnerSync;
    }

    /** {@code null} if it has not been verified. */
    public Instant lastVerifiedAt() {
        return lastVerifiedAt;
    }

    /** How often another start has been asked for. */
    public int reschedules() {
        return reschedules;
    }

    /** The last wish for another start; {@code null} if there was none. */
    public Reschedule reschedule() {
        return reschedule;
    }

    public Visit visit() {
        return visit;
    }

    public Attention attention() {
        return attention;
    }

    public Instant createdAt() {
        return createdAt;
    }

    public Instant updatedAt() {
        return updatedAt;
    }
}
