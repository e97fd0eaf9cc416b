package dev.throughline.kit.idempotency;

import dev.throughline.kit.problem.ProblemType;
import dev.throughline.kit.problem.Problems;

/** Reads the {@code Idempotency-Key} header (IETF draft-ietf-httpapi-idempotency-key-header, section 2.1). */
final class IdempotencyKey {

    private static final int MAX_LENGTH = 255;

    private IdempotencyKey() {}

    /** The key, from its quoted form or bare as most clients send it; a problem (400) when it is missing or malformed. */
    static String read(String header) {
        if (header == null || header.isBlank()) {
            throw refuse(
                    "Send an Idempotency-Key header: a value of your own, the same for every retry of this action.");
        }
        var key = unquote(header.strip());
        if (key.isEmpty() || key.length() > MAX_LENGTH || !key.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
            throw refuse("The Idempotency-Key must be 1 to 255 printable ASCII characters.");
        }
        return key;
    }

    private static String unquote(String header) {
        var quoted = header.length() >= 2 && header.startsWith("\"") && header.endsWith("\"");
        return quoted ? header.substring(1, header.length() - 1) : header;
    }

    private static RuntimeException refuse(String detail) {
        return Problems.of(ProblemType.IDEMPOTENCY_KEY_REQUIRED, detail);
    }
}
