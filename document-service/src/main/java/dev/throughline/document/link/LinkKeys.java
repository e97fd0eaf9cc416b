package dev.throughline.document.link;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** The keys that links are signed with, the newest first. */
@ApplicationScoped
class LinkKeys {

    static final String ALGORITHM = "HmacSHA256";
    private static final Pattern KEY = Pattern.compile("([a-z0-9-]{1,32}):([A-Za-z0-9+/_-]+={0,2})");
    private static final int MIN_BYTES = 32;

    private final Map<String, SecretKey> byId = new LinkedHashMap<>();

    LinkKeys(LinkSettings settings) {
        settings.keys().orElse(List.of()).forEach(this::add);
    }

    /** A key by its id. */
    record Named(String id, SecretKey key) {}

    /** The key that signs; none if no key is configured. */
    Optional<Named> signing() {
        return byId.entrySet().stream().findFirst().map(first -> new Named(first.getKey(), first.getValue()));
    }

    /** The key with this id; {@code null} if it is not, or no longer, configured. */
    SecretKey named(String id) {
        return byId.get(id);
    }

    private void add(String text) {
        var parts = KEY.matcher(text.strip());
        if (!parts.matches()) {
            throw invalid("one of them is not <id>:<base64>, with an id of a-z, 0-9 and -");
        }
        var id = parts.group(1);
        var secret = decode(id, parts.group(2));
        if (secret.length < MIN_BYTES) {
            throw invalid("'%s' has %d bytes, and %d are needed".formatted(id, secret.length, MIN_BYTES));
        }
        if (byId.put(id, new SecretKeySpec(secret, ALGORITHM)) != null) {
            throw invalid("'%s' is there twice".formatted(id));
        }
    }

    private static byte[] decode(String id, String base64) {
        try {
            return Base64.getDecoder().decode(base64.replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException e) {
            throw invalid("'%s' is not base64".formatted(id));
        }
    }

    private static IllegalArgumentException invalid(String why) {
        return new IllegalArgumentException("throughline.document.links.keys: " + why + ".");
    }
}
