package dev.throughline.booking.pricing;

import java.util.List;

/** There is no price for this request; the violations say what to change. */
public final class PricingRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Violation> violations;

    /** What is wrong with which member of the request. */
    public record Violation(String field, String message) {}

    PricingRefused(List<Violation> violations) {
        super("No price: " + violations);
        this.violations = List.copyOf(violations);
    }

    public List<Violation> violations() {
        return violations;
    }
}
