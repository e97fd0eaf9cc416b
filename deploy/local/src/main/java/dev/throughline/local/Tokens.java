package dev.throughline.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Makes bearer tokens for the local stack: JWT (RFC 7519) signed with RS256 (RFC 7518, section 3.3), good for 12 hours. */
final class Tokens {

    static final String ISSUER = "https://throughline.local";
    private static final Duration VALIDITY = Duration.ofHours(12);

    private final PrivateKey key;
    private final ObjectMapper json = new ObjectMapper();

    Tokens(PrivateKey key) {
        this.key = key;
    }

    String token(String group, String tenant, String subject) {
        var now = Instant.now();
        var header = part(Map.of("alg", "RS256", "typ", "JWT"));
        var claims = part(Map.of(
                "iss",
                ISSUER,
                "sub",
                subject,
                "upn",
                subject,
                "tenant",
                tenant,
                "groups",
                List.of(group),
                "iat",
                now.getEpochSecond(),
                "exp",
                now.plus(VALIDITY).getEpochSecond(),
                "jti",
                UUID.randomUUID().toString()));
        var signed = header + "." + claims;
        return signed + "." + encode(sign(signed));
    }

    private byte[] sign(String text) {
        try {
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform signs with RS256.", e);
        }
    }

    private String part(Map<String, Object> claims) {
        try {
            return encode(json.writeValueAsBytes(claims));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
