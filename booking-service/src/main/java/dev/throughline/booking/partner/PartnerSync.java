package dev.throughline.booking.partner;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.time.Instant;

/** The partner's side of a booking, as far as we know it. */
@Embeddable
public class PartnerSync {

    @Column(name = "partner_state")
    @Enumerated(EnumType.STRING)
    private PartnerState state;

    @Column(name = "reference")
    private String reference;

    @Column(name = "reservation_id")
    private String reservationId;

    @Column(name = "partner_version")
    private long version;

    @Column(name = "last_attempt_at")
    private Instant lastAttemptAt;

    /** When it last became unknown whether a request had an effect; {@code null} if it never was. */
    @Column(name = "uncertain_at")
    private Instant uncertainAt;

    protected PartnerSync() {}

    public static PartnerSync notSent(String reference) {
        var sync = new PartnerSync();
        sync.state = PartnerState.not_sent;
        sync.reference = reference;
        return sync;
    }

    /** This reservation in the place of {@code former}, of which a request may still have its effect. */
    public PartnerSync after(PartnerSync former) {
        var sync = notSent(reference);
        sync.state = state;
        sync.reservationId = reservationId;
        sync.version = version;
        sync.lastAttemptAt = lastAttemptAt;
        sync.uncertainAt = later(former.uncertainAt, uncertainAt);
        return sync;
    }

    /** The later of both; {@code null} if there is none. */
    static Instant later(Instant one, Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isAfter(other) ? one : other;
    }

    /** A request is about to go out. What is known already stays known. */
    public void sending(Instant now) {
        lastAttemptAt = now;
        if (!settled()) {
            state = PartnerState.in_flight;
        }
    }

    /** A request that may create something may have had its effect. */
    public void uncertain(Instant now) {
        uncertainAt = now;
        if (!settled()) {
            state = PartnerState.unknown;
        }
    }

    /** The last request provably had no effect; an earlier one may have. */
    public void withoutEffect() {
        if (!settled()) {
            state = uncertainAt == null ? PartnerState.not_sent : PartnerState.unknown;
        }
    }

    /** Takes over news of our reservation that are newer. That a confirmed one is held says nothing about its confirmation. */
    public void learn(Reservation news) {
        var stillConfirmed = state == PartnerState.confirmed && news.state() == Reservation.State.held;
        reservationId = news.id();
        version = news.version();
        state = stillConfirmed ? state : PartnerState.valueOf(news.state().name());
    }

    /** Whether the news are of our reservation, and not newer than what is known of it. */
    public boolean knows(Reservation news) {
        return news.id().equals(reservationId) && news.version() <= version;
    }

    /** Nothing is left at the partner. */
    public void gone() {
        if (state != PartnerState.not_sent && state != PartnerState.rejected) {
            state = PartnerState.cancelled;
        }
    }

    /** Whether a request that may have created something has not been cleared up. */
    public boolean mayExist() {
        return state == PartnerState.in_flight || state == PartnerState.unknown;
    }

    /** Whether a reservation of ours is on record that takes up a place. */
    public boolean isLive() {
        return reservationId != null && (state == PartnerState.held || state == PartnerState.confirmed);
    }

    private boolean settled() {
        return state != PartnerState.not_sent && !mayExist();
    }

    public boolean isOther(Reservation news) {
        return reservationId != null && !reservationId.equals(news.id());
    }

    public PartnerState state() {
        return state;
    }

    public String reference() {
        return reference;
    }

    public String reservationId() {
        return reservationId;
    }

    public long version() {
        return version;
    }

    public Instant lastAttemptAt() {
        return lastAttemptAt;
    }

    public Instant uncertainAt() {
        return uncertainAt;
    }
}
