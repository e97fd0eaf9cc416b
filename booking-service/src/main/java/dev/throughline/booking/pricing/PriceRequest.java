package dev.throughline.booking.pricing;

import java.time.Instant;

/**
 * What is to be priced.
 *
 * @param durationMinutes {@code null} for the service's standard duration
 * @param discountCode {@code null} for none
 */
public record PriceRequest(
        String service, String partner, Instant start, Integer durationMinutes, String discountCode) {}
