package dev.throughline.booking.callback;

import dev.throughline.booking.partner.Partner;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * Checks that a callback shows one of the partner's secrets as bearer token (RFC 6750, section 2.1), as a FHIR server sends it by
 * the header of a Subscription. Any of the secrets is accepted, so that they can be rotated; how long it takes tells nothing.
 */
@ApplicationScoped
class CallbackSecret {

    private static final String SCHEME = "Bearer ";

    boolean valid(Partner partner, HttpHeaders headers) {
        var shown = headers.getRequestHeader(HttpHeaders.AUTHORIZATION);
        if (shown == null || shown.size() != 1 || !shown.get(0).regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        var token = digest(shown.get(0).substring(SCHEME.length()).strip());
        var valid = false;
        for (var secret : usable(partner)) {
            valid |= MessageDigest.isEqual(token, digest(secret));
        }
        return valid;
    }

    /** The partner's secrets, from the first. */
    static List<String> usable(Partner partner) {
        return partner.settings().secrets().orElse(List.of()).stream()
                .filter(secret -> !secret.isBlank())
                .toList();
    }

    /** Of equal length, whatever the token's is. */
    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
