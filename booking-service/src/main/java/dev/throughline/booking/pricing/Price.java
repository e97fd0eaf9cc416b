package dev.throughline.booking.pricing;

import java.util.List;

/**
 * A price and how it came about.
 *
 * @param total sum of the breakdown, never negative
 * @param durationMinutes length of the visit it is for
 */
public record Price(Money total, List<PriceLine> breakdown, int durationMinutes) {

    /** @throws IllegalArgumentException if the total is negative or not the sum of the breakdown */
    public Price {
        breakdown = List.copyOf(breakdown);
        var sum = breakdown.stream().map(PriceLine::amount).reduce(total.zero(), Money::plus);
        if (!sum.equals(total) || total.value().signum() < 0) {
            throw new IllegalArgumentException(
                    "A price of %s is not what %s add up to, or is negative.".formatted(total.amount(), breakdown));
        }
    }
}
