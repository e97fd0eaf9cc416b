package dev.throughline.document.content;

import dev.throughline.document.store.Slice;
import java.util.regex.Pattern;

/** What a {@code Range} header asks for (RFC 9110, section 14). */
sealed interface ByteRange {

    /** Everything: there is no range, or none that has to be honoured. */
    record Whole() implements ByteRange {}

    /** One part of it. */
    record Part(Slice slice) implements ByteRange {}

    /** A range in which there is no byte. */
    record Unsatisfiable() implements ByteRange {}

    /** A single range; lists of ranges are answered with everything, as a server may. */
    Pattern SINGLE = Pattern.compile("bytes=\\s*(\\d{0,18})-(\\d{0,18})\\s*", Pattern.CASE_INSENSITIVE);

    /**
     * Reads {@code header} for a content of {@code size} bytes.
     *
     * @param header {@code null} if there is none
     */
    static ByteRange of(String header, long size) {
        var range = header == null ? null : SINGLE.matcher(header.strip());
        if (range == null || !range.matches()) {
            return new Whole();
        }
        var first = range.group(1);
        var last = range.group(2);
        if (first.isEmpty()) {
            return last.isEmpty() ? new Whole() : suffix(Long.parseLong(last), size);
        }
        return between(Long.parseLong(first), last.isEmpty() ? Long.MAX_VALUE : Long.parseLong(last), size);
    }

    private static ByteRange suffix(long length, long size) {
        var kept = Math.min(length, size);
        return kept == 0 ? new Unsatisfiable() : new Part(new Slice(size - kept, kept));
    }

    private static ByteRange between(long first, long last, long size) {
        if (last < first) {
            return new Whole();
        }
        return first >= size ? new Unsatisfiable() : new Part(new Slice(first, Math.min(last, size - 1) - first + 1));
    }
}
