package dev.throughline.sandbox.reservation;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * An append-only file of lines that one process has for itself. What a crash has left of a line that was never durable is
 * dropped, and reported, when the file is opened again.
 */
class Journal implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Journal.class);
    private static final int BUFFER = 1 << 16;

    private final FileChannel file;

    private Journal(FileChannel file) {
        this.file = file;
    }

    /**
     * Opens {@code path}, making it if it is not there, and hands over its lines one by one.
     *
     * @throws IllegalStateException if another process has it, or {@code lines} refuses one
     */
    static Journal open(Path path, Consumer<String> lines) {
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            var file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                requireAlone(path, file);
                dropTornLine(path, file, read(path, lines));
                return new Journal(file);
            } catch (IOException | RuntimeException e) {
                file.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The ledger " + path + " cannot be opened.", e);
        }
    }

    private static void requireAlone(Path path, FileChannel file) throws IOException {
        try {
            if (file.tryLock() == null) {
                throw inUse(path);
            }
        } catch (OverlappingFileLockException e) {
            throw inUse(path);
        }
    }

    private static IllegalStateException inUse(Path path) {
        return new IllegalStateException(
                "The ledger %s is in use by another sandbox. Stop that one, or set sandbox.data.".formatted(path));
    }

    /** Answers where the last whole line ends. */
    private static long read(Path path, Consumer<String> lines) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path), BUFFER)) {
            var line = new ByteArrayOutputStream();
            var number = 0L;
            var end = 0L;
            for (var next = in.read(); next >= 0; next = in.read()) {
                if (next != '\n') {
                    line.write(next);
                    continue;
                }
                number++;
                end += line.size() + 1L;
                hand(path, number, line.toString(StandardCharsets.UTF_8), lines);
                line.reset();
            }
            return end;
        }
    }

    private static void hand(Path path, long number, String line, Consumer<String> lines) {
        try {
            lines.accept(line);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "The ledger %s is damaged at line %d. Restore it from a copy, or move it away to begin with an empty one."
                            .formatted(path, number),
                    e);
        }
    }

    private static void dropTornLine(Path path, FileChannel file, long end) throws IOException {
        var torn = file.size() - end;
        if (torn > 0) {
            LOG.warnf(
                    "The last line of the ledger %s was cut short by a crash; its %d bytes are dropped. Nobody was answered on it.",
                    path, torn);
            file.truncate(end);
            file.force(true);
        }
        file.position(end);
    }

    /**
     * Appends {@code lines}; returns when they are on disk.
     *
     * @throws IOException if they may not be; nothing may be appended any more
     */
    void append(List<String> lines) throws IOException {
        var end = file.position();
        try {
            var bytes = ByteBuffer.wrap((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(false);
        } catch (IOException e) {
            file.truncate(end);
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
