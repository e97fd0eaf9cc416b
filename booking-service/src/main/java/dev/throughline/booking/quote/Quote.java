package dev.throughline.booking.quote;

import dev.throughline.booking.pricing.Money;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/** A price that was offered to one caller for one visit; it holds until it expires, and for one booking. */
@Entity
@Table(name = "quote")
public class Quote {

    @Id
    private UUID id;

    private String tenant;
    private String owner;
    private String service;
    private String partner;

    @Column(name = "start_at")
    private Instant start;

    @Column(name = "duration_minutes")
    private int durationMinutes;

    @Column(name = "price_amount")
    private BigDecimal priceAmount;

    @Column(name = "price_currency")
    private String priceCurrency;

    private String breakdown;

    @Column(name = "discount_code")
    private String discountCode;

    @Column(name = "expires_at")
    private Instant expiresAt;

    @Column(name = "created_at")
    private Instant createdAt;

    protected Quote() {}

    /** What a quote is made of. */
    record Offer(
            String tenant,
            String owner,
            String service,
            String partner,
            Instant start,
            int durationMinutes,
            Money price,
            String breakdown,
            String discountCode) {}

    static Quote of(UUID id, Offer offer, Instant expiresAt, Instant now) {
        var quote = new Quote();
        quote.id = id;
        quote.tenant = offer.tenant();
        quote.owner = offer.owner();
        quote.service = offer.service();
        quote.partner = offer.partner();
        quote.start = offer.start();
        quote.durationMinutes = offer.durationMinutes();
        quote.priceAmount = offer.price().value();
        quote.priceCurrency = offer.price().currency();
        quote.breakdown = offer.breakdown();
        quote.discountCode = offer.discountCode();
        quote.expiresAt = expiresAt;
        quote.createdAt = now;
        return quote;
    }

    public boolean expired(Instant now) {
        return !now.isBefore(expiresAt);
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

    /** The discount in the price; {@code null} for none. */
    public String discountCode() {
        return discountCode;
    }

    public Instant expiresAt() {
        return expiresAt;
    }
}
