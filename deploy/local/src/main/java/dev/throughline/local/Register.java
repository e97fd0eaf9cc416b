package dev.throughline.local;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which processes belong to the running stack; on disk, so that other commands and the next start know them. */
final class Register {

    private final Path file;
    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    Register(Home home) {
        this.file = home.run().resolve("processes.json");
    }

    synchronized void put(Entry entry) {
        entries.put(entry.name(), entry);
        write();
    }

    private void write() {
        try {
            var part = Files.createTempFile(file.getParent(), "processes", ".part");
            json.writeValue(part.toFile(), List.copyOf(entries.values()));
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is on disk, in the order of its start. */
    List<Entry> read() {
        try {
            return Files.exists(file) ? json.readValue(file.toFile(), new TypeReference<List<Entry>>() {}) : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }

    synchronized void clear() {
        entries.clear();
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
