package dev.throughline.booking.callback;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import dev.throughline.booking.partner.Partner;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks that a callback comes from its partner and is not an old recording (Standard Webhooks: signature scheme
 * {@code v1}, timestamp within five minutes). Any of the partner's secrets is accepted, so that they can be rotated.
 */
@ApplicationScoped
class CallbackSignature {

    private static final List<String> SIGNED = List.of("webhook-id", "webhook-timestamp", "webhook-signature");

    boolean valid(Partner partner, HttpHeaders headers, String body) {
        var signed = new HashMap<String, List<String>>();
        SIGNED.forEach(name -> signed.put(name, headers.getRequestHeader(name)));
        if (signed.values().stream().anyMatch(values -> values == null || values.size() != 1)) {
            return false;
        }
        return partner.settings().secrets().orElse(List.of()).stream()
                .filter(secret -> !secret.isBlank())
                .anyMatch(secret -> signedWith(secret, signed, body));
    }

    private static boolean signedWith(String secret, Map<String, List<String>> signed, String body) {
        try {
            new Webhook(secret).verify(body, signed);
            return true;
        } catch (WebhookVerificationException | EmptyWebhookSecretException | IllegalArgumentException e) {
            return false;
        }
    }
}
