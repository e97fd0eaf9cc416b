package dev.throughline.document.store;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Bytes and their address.
 *
 * @param sha256 SHA-256 (FIPS 180-4) of the bytes, in lower-case hexadecimal
 * @param bytes not to be changed by anybody
 */
public record Content(String sha256, byte[] bytes) {

    /** How large one content may be, in bytes. */
    public static final int MAX_SIZE = 10 * 1024 * 1024;

    public static Content of(byte[] bytes) {
        return new Content(hash(bytes), bytes);
    }

    public int size() {
        return bytes.length;
    }

    /** Whether the bytes are those that the address names. */
    boolean isIntact() {
        return sha256.equals(hash(bytes));
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }
}
