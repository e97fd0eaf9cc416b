package dev.throughline.document.link;

import dev.throughline.kit.time.TimeSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Makes links and reads them. A token is {@code <key id>.<claims>.<signature>}: the claims are tenant, document and expiry,
 * the signature is HMAC-SHA256 (RFC 2104) over a fixed purpose, the key's id and the claims.
 */
@ApplicationScoped
public class Links {

    private static final String PURPOSE = "throughline-document-link-v1";
    private static final Pattern TOKEN =
            Pattern.compile("([a-z0-9-]{1,32})\\.([A-Za-z0-9_-]{1,400})\\.([A-Za-z0-9_-]{43})");
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final LinkKeys keys;
    private final TimeSource time;
    private final String base;

    Links(
            LinkKeys keys,
            TimeSource time,
            @ConfigProperty(name = "throughline.document.public-url", defaultValue = "http://localhost:8083")
                    URI publicUrl) {
        this.keys = keys;
        this.time = time;
        this.base = publicUrl.toString().replaceAll("/+$", "") + "/documents/links/";
    }

    /** A link to the document that is good for {@code validity}; none if no key is configured. */
    public Optional<Link> make(String tenant, UUID document, Duration validity) {
        var expiresAt = time.instant().plus(validity).truncatedTo(ChronoUnit.SECONDS);
        var target = new LinkTarget(tenant, document, expiresAt);
        return keys.signing().map(key -> new Link(base + token(key, target), expiresAt));
    }

    /** What {@code token} is good for now; nothing if it was tampered with, has expired, or its key is gone. */
    public Optional<LinkTarget> read(String token) {
        var parts = TOKEN.matcher(token);
        if (!parts.matches()) {
            return Optional.empty();
        }
        var key = keys.named(parts.group(1));
        if (key == null || !isSigned(key, parts.group(1), parts.group(2), parts.group(3))) {
            return Optional.empty();
        }
        return target(parts.group(2)).filter(target -> target.expiresAt().isAfter(time.instant()));
    }

    private static String token(LinkKeys.Named key, LinkTarget target) {
        var claims = "%s/%s/%d"
                .formatted(
                        target.tenant(), target.document(), target.expiresAt().getEpochSecond());
        var encoded = ENCODER.encodeToString(claims.getBytes(StandardCharsets.UTF_8));
        return key.id() + "." + encoded + "." + ENCODER.encodeToString(sign(key.key(), key.id(), encoded));
    }

    // Compared as text, since one signature has several spellings in base64, and in constant time.
    private static boolean isSigned(SecretKey key, String id, String claims, String signature) {
        var expected = ENCODER.encodeToString(sign(key, id, claims));
        return MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.US_ASCII), signature.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] sign(SecretKey key, String id, String claims) {
        try {
            var mac = Mac.getInstance(LinkKeys.ALGORITHM);
            mac.init(key);
            return mac.doFinal((PURPOSE + "." + id + "." + claims).getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HMAC-SHA256.", e);
        }
    }

    private static Optional<LinkTarget> target(String claims) {
        try {
            var decoded = new String(Base64.getUrlDecoder().decode(claims), StandardCharsets.UTF_8);
            var parts = decoded.split("/", 3);
            return Optional.of(new LinkTarget(
                    parts[0], UUID.fromString(parts[1]), Instant.ofEpochSecond(Long.parseLong(parts[2]))));
        } catch (IllegalArgumentException | IndexOutOfBoundsException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
