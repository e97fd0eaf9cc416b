package dev.throughline.booking.partner;

import java.net.URI;

/**
 * Where a partner tells us by itself what becomes of reservations.
 *
 * @param endpoint under which it reaches us
 * @param secret by which we know it there
 */
public record CallbackAddress(URI endpoint, String secret) {

    /** Without the secret. */
    @Override
    public String toString() {
        return endpoint.toString();
    }
}
