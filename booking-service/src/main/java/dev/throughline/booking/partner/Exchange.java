package dev.throughline.booking.partner;

import dev.throughline.kit.job.Outcome;
import java.util.UUID;

/** One request to a partner and what came of it, not yet recorded. */
record Exchange(UUID attempt, PartnerOperation operation, String reservationId, PartnerAnswer answer) {

    /** The same, told in other words. */
    Exchange saying(String detail) {
        return answer instanceof PartnerAnswer.Known known
                ? new Exchange(
                        attempt,
                        operation,
                        reservationId,
                        new PartnerAnswer.Known(known.reservations(), detail, known.received()))
                : this;
    }

    Outcome outcome() {
        if (answer instanceof PartnerAnswer.Known) {
            return Outcome.succeeded;
        }
        if (answer instanceof PartnerAnswer.Refused) {
            return Outcome.rejected;
        }
        // A look-up changes nothing: however it ended, it had no effect.
        var unclear = answer instanceof PartnerAnswer.Uncertain && operation != PartnerOperation.find;
        return unclear ? Outcome.unknown : Outcome.failed;
    }
}
