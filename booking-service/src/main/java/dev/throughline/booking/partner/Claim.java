package dev.throughline.booking.partner;

import java.time.Instant;

/** A reservation that a booking wants: for when, and what we know of the partner's side of it. */
record Claim(Instant start, PartnerSync sync) {

    String reference() {
        return sync.reference();
    }
}
