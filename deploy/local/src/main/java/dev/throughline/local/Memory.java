package dev.throughline.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** How much memory a process has in use. */
final class Memory {

    private static final long KIBI = 1024;

    private Memory() {}

    /** Its resident set in bytes, where the system tells it under {@code /proc}. */
    static OptionalLong resident(long pid) {
        try (var lines = Files.lines(Path.of("/proc/%d/status".formatted(pid)))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> line.replaceAll("[^0-9]", ""))
                    .mapToLong(kib -> Long.parseLong(kib) * KIBI)
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
