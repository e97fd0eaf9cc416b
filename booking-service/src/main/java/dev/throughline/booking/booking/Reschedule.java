package dev.throughline.booking.booking;

import dev.throughline.booking.partner.PartnerSync;
import dev.throughline.booking.pricing.Money;
import jakarta.persistence.AttributeOverride;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * The last wish to move a booking's visit: where to, at which price, and the partner's side of it, which has a reference of
 * its own. The booking's own start, price and reservation stay as they are until the partner has confirmed this one.
 */
@Embeddable
public class Reschedule {

    @Column(name = "reschedule_state")
    @Enumerated(EnumType.STRING)
    private RescheduleState state;

    @Column(name = "reschedule_start")
    private Instant start;

    @Column(name = "reschedule_price_amount")
    private BigDecimal priceAmount;

    @Column(name = "reschedule_price_currency")
    private String priceCurrency;

    @Column(name = "reschedule_breakdown")
    private String breakdown;

    @Column(name = "reschedule_reason")
    private String reason;

    @Column(name = "reschedule_requested_at")
    private Instant requestedAt;

    @Embedded
    @AttributeOverride(name = "state", column = @Column(name = "reschedule_partner_state"))
    @AttributeOverride(name = "reference", column = @Column(name = "reschedule_reference"))
    @AttributeOverride(name = "reservationId", column = @Column(name = "reschedule_reservation_id"))
    @AttributeOverride(name = "version", column = @Column(name = "reschedule_partner_version"))
    @AttributeOverride(name = "lastAttemptAt", column = @Column(name = "reschedule_last_attempt_at"))
    @AttributeOverride(name = "uncertainAt", column = @Column(name = "reschedule_uncertain_at"))
    private PartnerSync sync;

    protected Reschedule() {}

    /** Where to, at which price; {@code breakdown} is the price's, as JSON. */
    public record Wish(Instant start, Money price, String breakdown) {}

    static Reschedule ask(String reference, Wish wish, Instant now) {
        var reschedule = new Reschedule();
        reschedule.state = RescheduleState.requested;
        reschedule.start = wish.start();
        reschedule.priceAmount = wish.price().value();
        reschedule.priceCurrency = wish.price().currency();
        reschedule.breakdown = wish.breakdown();
        reschedule.requestedAt = now;
        reschedule.sync = PartnerSync.notSent(reference);
        return reschedule;
    }

    /** {@code why} it has not come to the move; {@code null} if it has. */
    void end(RescheduleState end, String why) {
        state = end;
        reason = why;
    }

    /** Whether the partner is still being asked. */
    public boolean underWay() {
        return state == RescheduleState.requested;
    }

    public RescheduleState state() {
        return state;
    }

    public Instant start() {
        return start;
    }

    public Money price() {
        return new Money(priceAmount, priceCurrency);
    }

    /** How the price came about, as JSON. */
    public String breakdown() {
        return breakdown;
    }

    public String reason() {
        return reason;
    }

    public Instant requestedAt() {
        return requestedAt;
    }

    /** The partner's side of it. */
    public PartnerSync sync() {
        return sync;
    }
}
