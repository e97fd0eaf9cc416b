package dev.throughline.status.console.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** The console's files for browsers. Their address changes with their content, so that caches never give out an old one. */
final class Assets {

    static final String VERSION = version(List.of("console.css", "console.js"));

    private Assets() {}

    private static String version(List<String> files) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var file : files) {
                digest.update(read(file));
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }

    private static byte[] read(String file) {
        try (var stream = Thread.currentThread()
                .getContextClassLoader()
                .getResourceAsStream("META-INF/resources/console/assets/" + file)) {
            return stream == null ? new byte[0] : stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
