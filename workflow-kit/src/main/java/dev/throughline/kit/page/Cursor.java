package dev.throughline.kit.page;

import dev.throughline.kit.problem.Problems;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;

/** Opaque positions in a list: what a client received as {@code next} and sends back as {@code cursor}. */
public final class Cursor {

    private static final int MAX_LENGTH = 400;

    private Cursor() {}

    static String encode(String position) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(position.getBytes(StandardCharsets.UTF_8));
    }

    /** The position in {@code cursor}, or {@code null} without one; a problem (400) if it is not a cursor. */
    public static String decode(String cursor) {
        if (cursor == null) {
            return null;
        }
        try {
            if (cursor.length() > MAX_LENGTH) {
                throw new IllegalArgumentException("too long");
            }
            return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
    }

    /** The id in {@code cursor}, or {@code null} without one; a problem (400) if it is not such a cursor. */
    public static UUID decodeId(String cursor) {
        var position = decode(cursor);
        try {
            return position == null ? null : UUID.fromString(position);
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
    }

    /** The problem (400) for a cursor that no list of ours has given out. */
    public static RuntimeException invalid() {
        return Problems.invalid("cursor", "must be the 'next' of an earlier page of the same list");
    }
}
