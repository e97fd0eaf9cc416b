package dev.throughline.document.store;

/**
 * A part of a content.
 *
 * @param offset of its first byte, from 0
 * @param length in bytes, at least 1
 */
public record Slice(long offset, long length) {

    public Slice {
        if (offset < 0 || length < 1) {
            throw new IllegalArgumentException(
                    "A slice begins at 0 or later and has a byte at least, not %d and %d.".formatted(offset, length));
        }
    }

    /** All of a content of {@code size} bytes. */
    public static Slice all(long size) {
        return new Slice(0, size);
    }

    /** Index of its last byte. */
    public long last() {
        return offset + length - 1;
    }
}
