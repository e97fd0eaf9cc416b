package dev.throughline.sandbox.callback;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookSigningException;
import dev.throughline.sandbox.reservation.SandboxSettings;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Instant;

/** Makes the signed requests that carry callbacks (Standard Webhooks, signature scheme {@code v1}). */
@ApplicationScoped
class CallbackRequests {

    private static final String SECRET_PREFIX = "whsec_";

    private final SandboxSettings.Callback settings;

    CallbackRequests(SandboxSettings settings) {
        this.settings = settings.callback();
    }

    /**
     * Checks what callbacks are sent with, so that none is lost to a slip in the configuration.
     *
     * @throws IllegalStateException if a callback cannot be signed or addressed
     */
    void check(Iterable<String> partners) {
        if (settings.url().isPresent()) {
            signature("msg_check", 0, "{}");
            partners.forEach(this::url);
        }
    }

    HttpRequest of(Callback callback) {
        var timestamp = Instant.now().getEpochSecond();
        return HttpRequest.newBuilder(url(callback.partner()))
                .timeout(settings.timeout())
                .header("Content-Type", "application/json")
                .header("webhook-id", callback.webhookId())
                .header("webhook-timestamp", String.valueOf(timestamp))
                .header("webhook-signature", signature(callback.webhookId(), timestamp, callback.body()))
                .POST(HttpRequest.BodyPublishers.ofString(callback.body()))
                .build();
    }

    private URI url(String partner) {
        var url = settings.url().orElseThrow().replace("{partner}", partner);
        try {
            var uri = URI.create(url);
            HttpRequest.newBuilder(uri);
            return uri;
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("sandbox.callback.url must be an HTTP URL, not '" + url + "'.", e);
        }
    }

    private String signature(String webhookId, long timestamp, String body) {
        var secret = settings.secret()
                .filter(text -> text.startsWith(SECRET_PREFIX))
                .orElseThrow(() -> new IllegalStateException(
                        "sandbox.callback.url needs sandbox.callback.secret: whsec_ and base64."));
        try {
            return new Webhook(secret).sign(webhookId, timestamp, body);
        } catch (EmptyWebhookSecretException | WebhookSigningException | IllegalArgumentException e) {
            throw new IllegalStateException("sandbox.callback.secret must be whsec_ and base64.", e);
        }
    }
}
