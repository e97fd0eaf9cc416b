package dev.throughline.status.live;

import java.util.UUID;

/**
 * A view has changed.
 *
 * @param position how many timeline entries it has now
 */
public record Change(String tenant, UUID booking, long position) {

    private static final String BETWEEN = "\t";

    String encode() {
        return String.join(BETWEEN, booking.toString(), String.valueOf(position), tenant);
    }

    /** @throws IllegalArgumentException if it is none */
    static Change decode(String text) {
        var parts = text.split(BETWEEN, 3);
        if (parts.length < 3) {
            throw new IllegalArgumentException("no change: " + text);
        }
        return new Change(parts[2], UUID.fromString(parts[0]), Long.parseLong(parts[1]));
    }
}
