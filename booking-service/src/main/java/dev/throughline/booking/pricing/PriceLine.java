package dev.throughline.booking.pricing;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What one rule adds to a price, or takes off.
 *
 * @param rule the rule's code: {@code base}, {@code duration}, {@code evening}, {@code weekend}, {@code holiday},
 *     {@code discount}
 * @param label the rule in words, such as {@code Evening +20 %}
 */
@RegisterForReflection
public record PriceLine(String rule, String label, Money amount) {}
