package dev.throughline.booking.booking;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.throughline.booking.partner.PartnerState;
import dev.throughline.booking.pricing.Money;
import dev.throughline.booking.pricing.PriceLine;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The last wish to move a booking, as clients see it.
 *
 * @param breakdown how the price came about, already JSON
 * @param partnerState what we know of the partner's side under {@code reference}
 * @param reason why it has not come to the move; {@code null} while it may, and when it has
 */
@RegisterForReflection
record RescheduleView(
        RescheduleState state,
        Instant start,
        Money price,

        @JsonRawValue @Schema(implementation = PriceLine[].class)
        String breakdown,

        String reference,
        PartnerState partnerState,
        Instant requestedAt,
        String reason) {

    /** {@code null} if there was none. */
    static RescheduleView of(Reschedule reschedule) {
        return reschedule == null
                ? null
                : new RescheduleView(
                        reschedule.state(),
                        reschedule.start(),
                        reschedule.price(),
                        reschedule.breakdown(),
                        reschedule.sync().reference(),
                        reschedule.sync().state(),
                        reschedule.requestedAt(),
                        reschedule.reason());
    }
}
