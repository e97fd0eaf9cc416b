package dev.throughline.local.mail;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Mails as files of a folder. A mail is accepted only when it is on disk; of more than 20,000 the oldest go. */
final class MailBox {

    private static final int MOST = 20_000;
    private static final String SUFFIX = ".eml";

    private final Path folder;
    private final Deque<String> ids = new ArrayDeque<>();
    private long last;

    MailBox(Path folder) {
        this.folder = folder;
        try (var files = Files.list(Files.createDirectories(folder))) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .sorted()
                    .forEach(ids::add);
        } catch (IOException e) {
            throw new UncheckedIOException("The mails in " + folder + " cannot be read.", e);
        }
        last = ids.isEmpty() ? 0 : Long.parseLong(ids.getLast());
    }

    /** Keeps the mail; when this has returned it outlives a crash. */
    String keep(InputStream data) throws IOException {
        var part = Files.createTempFile(folder, "mail", ".part");
        try (var file = FileChannel.open(part, StandardOpenOption.WRITE)) {
            var bytes = ByteBuffer.wrap(data.readAllBytes());
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
        }
        return add(part);
    }

    private synchronized String add(Path part) throws IOException {
        var id = "%012d".formatted(++last);
        Files.move(part, file(id), StandardCopyOption.ATOMIC_MOVE);
        ids.add(id);
        if (ids.size() > MOST) {
            Files.deleteIfExists(file(ids.removeFirst()));
        }
        return id;
    }

    /** The newest first, at most {@code limit}. */
    List<CaughtMail> newest(int limit) {
        var found = new ArrayList<CaughtMail>();
        for (var id : newestIds(limit)) {
            find(id).ifPresent(found::add);
        }
        return found;
    }

    /** The Message-ID of each mail that has one, the newest first. */
    List<String> messageIds() throws IOException, MessagingException {
        var found = new ArrayList<String>();
        for (var id : newestIds(MOST)) {
            MimeReader.messageId(file(id)).ifPresent(found::add);
        }
        return found;
    }

    private synchronized List<String> newestIds(int limit) {
        var newest = new ArrayList<String>();
        var descending = ids.descendingIterator();
        while (descending.hasNext() && newest.size() < limit) {
            newest.add(descending.next());
        }
        return newest;
    }

    Optional<CaughtMail> find(String id) {
        try {
            return holds(id) ? Optional.of(MimeReader.read(id, file(id))) : Optional.empty();
        } catch (IOException | MessagingException e) {
            return Optional.empty();
        }
    }

    Optional<byte[]> raw(String id) throws IOException {
        return holds(id) ? Optional.of(Files.readAllBytes(file(id))) : Optional.empty();
    }

    // Only ids that were given out name a file: a path never does.
    private boolean holds(String id) {
        return id.matches("[0-9]{12}") && Files.exists(file(id));
    }

    private Path file(String id) {
        return folder.resolve(id + SUFFIX);
    }
}
