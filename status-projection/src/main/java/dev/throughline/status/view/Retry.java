package dev.throughline.status.view;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Whether asking for the same visit again cannot become a second one. Sending the same request again with the same
 * Idempotency-Key is always safe and not meant here.
 */
@RegisterForReflection
public record Retry(boolean value, String reason) {

    static Retry of(BookingView view) {
        var partner = view.order().partner();
        if (view.partner().mayExist()) {
            return new Retry(
                    false,
                    "A request to %s may have had an effect that we do not know of. It is looked up by our own reference "
                                    .formatted(partner)
                            + "before anything is sent again; do not book a second time.");
        }
        if (view.partner().holds() && !view.status().ended()) {
            return new Retry(
                    false,
                    "%s holds reservation %s: a second request would make a second one."
                            .formatted(partner, view.partner().reservationId()));
        }
        return switch (view.status()) {
            case pending ->
                new Retry(
                        false,
                        "It is being worked on and will be tried again by itself. Booking again would be a second one.");
            case cancelling -> new Retry(false, "It is being cancelled. Wait until it is.");
            case needs_attention ->
                new Retry(
                        true,
                        "Nothing is reserved at %s: replaying the job cannot become a second reservation."
                                .formatted(partner));
            case rejected, cancelled ->
                new Retry(
                        true,
                        "It has ended and %s holds nothing for it: a new booking is the only one.".formatted(partner));
            case completed, no_show -> new Retry(false, "It has taken its course: there is nothing to try again.");
            case confirmed, other -> new Retry(false, "There is nothing to try again.");
        };
    }
}
