package dev.throughline.booking.pricing;

import dev.throughline.booking.catalog.Service;
import java.time.ZonedDateTime;
import java.util.Optional;

/** One rule of the price list; each knows when it applies and what it adds. Rules are asked in order. */
interface PriceRule {

    /** What this rule adds; empty if it does not apply. */
    Optional<PriceLine> apply(Visit visit, Subtotal soFar);

    /** Whether surcharges are a percentage of this, too. */
    default boolean isBasis() {
        return false;
    }

    /**
     * The price before a rule is asked.
     *
     * @param basis what surcharges are a percentage of
     * @param total what the discount is a percentage of
     */
    record Subtotal(Money basis, Money total) {

        Subtotal plus(PriceRule rule, Money amount) {
            return new Subtotal(rule.isBasis() ? basis.plus(amount) : basis, total.plus(amount));
        }
    }

    /**
     * The visit to be priced.
     *
     * @param localStart start in the catalog's time zone
     * @param discountCode {@code null} for none; known to be valid
     */
    record Visit(Service service, ZonedDateTime localStart, int durationMinutes, String discountCode) {}
}
