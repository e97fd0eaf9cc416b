package dev.throughline.sandbox.reservation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.sandbox.callback.Callback;
import dev.throughline.sandbox.reservation.LedgerWriter.Decided;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Every reservation ever made, and the callbacks that have not been heard yet. What it answers and what it shows is on disk:
 * after a crash it has all of that. Changes of one reservation come one after the other, each decided on the one before.
 */
@ApplicationScoped
public class Ledger {

    private final LedgerWriter writer;
    private final Books shown = new Books();

    @Inject
    Ledger(SandboxSettings settings, ObjectMapper json) {
        this(settings.data().resolve("ledger.jsonl"), json);
    }

    Ledger(Path path, ObjectMapper json) {
        var books = new Books();
        var journal = Journal.open(path, text -> {
            var line = read(json, text);
            books.take(line);
            shown.take(line);
        });
        this.writer = new LedgerWriter(json, journal, books, this::show);
    }

    private static Line read(ObjectMapper json, String text) {
        try {
            var line = json.readValue(text, Line.class);
            if (line == null) {
                throw new IllegalArgumentException("A line is null.");
            }
            return line;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("A line cannot be read.", e);
        }
    }

    private synchronized void show(List<Line> lines) {
        lines.forEach(shown::take);
    }

    /** Lets {@code decision} decide on all there is. */
    <T> Uni<T> decide(Function<Books, Decided<T>> decision) {
        return writer.ask(decision);
    }

    /** Records a new reservation with the callbacks that tell of it. */
    Uni<Line> record(Line made) {
        return writer.ask(books -> new Decided<>(made, made));
    }

    /** Likewise, where what is made depends on all that is in the books. */
    Uni<Line> record(Function<Books, Line> making) {
        return writer.ask(books -> {
            var made = making.apply(books);
            return new Decided<>(made, made);
        });
    }

    /** Lets {@code change} decide on the reservation as it is; empty if it decides to change nothing, or there is none. */
    Uni<Optional<Line>> change(String id, Function<Reservation, Optional<Line>> change) {
        return writer.ask(books -> {
            var decided = books.find(id).flatMap(change);
            return new Decided<>(decided.orElse(null), decided);
        });
    }

    /** A callback has been heard, or given up; answers those that waited for it. */
    public Uni<List<Callback>> heard(Callback callback) {
        return writer.ask(books -> new Decided<>(Line.heard(callback), books.freedBy(callback)));
    }

    /** Forgets everything; for tests. */
    Uni<Void> wipe() {
        return writer.ask(books -> new Decided<>(Line.wipe(), null));
    }

    public synchronized Optional<Reservation> find(String id) {
        return shown.find(id);
    }

    /** All with this reference, or all there are without one; oldest first. */
    public synchronized List<Reservation> all(String reference) {
        return reference == null ? shown.all() : shown.all(reference);
    }

    /** How many live ones at that time have to be confirmed by their client, or have been. */
    public synchronized int liveHolds(String partner, String service, String start) {
        return shown.liveHolds(partner, service, start);
    }

    /** The callbacks not heard yet that wait for no other. */
    public synchronized List<Callback> sendable() {
        return shown.sendable();
    }

    /** Whether it has been neither heard nor given up nor forgotten. */
    public synchronized boolean isUnheard(Callback callback) {
        return shown.isUnheard(callback);
    }

    @PreDestroy
    void close() throws IOException, InterruptedException {
        writer.close();
    }
}
