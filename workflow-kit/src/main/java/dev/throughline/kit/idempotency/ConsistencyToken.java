package dev.throughline.kit.idempotency;

import dev.throughline.kit.problem.Problems;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Says which state of an aggregate a write has made; opaque to clients. A read that carries it never shows an older state.
 *
 * @param aggregate {@code kind/id}
 * @param version version of the aggregate after the write
 */
public record ConsistencyToken(String aggregate, long version) {

    private static final int MAX_LENGTH = 200;

    /** The form clients hold. */
    public String encode() {
        var text = aggregate + "@" + version;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads what a client sent; a problem (400) if it is not a token of ours. */
    public static ConsistencyToken decode(String token) {
        try {
            if (token.length() > MAX_LENGTH) {
                throw new IllegalArgumentException("too long");
            }
            var text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            var at = text.lastIndexOf('@');
            return new ConsistencyToken(text.substring(0, at), Long.parseLong(text.substring(at + 1)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw Problems.invalid("token", "must be the Consistency-Token of an earlier answer");
        }
    }
}
