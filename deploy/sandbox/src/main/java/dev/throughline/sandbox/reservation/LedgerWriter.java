package dev.throughline.sandbox.reservation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Decides one thing after the other, each on the books as all before have left them, and writes what was decided together
 * with one {@code fsync}. Only then is anything answered or shown, a refusal too. After a failed write nothing is decided
 * any more: what is on disk is not known until it is read again.
 */
final class LedgerWriter implements AutoCloseable {

    private static final int MAX_WAITING = 100_000;

    /**
     * What was decided.
     *
     * @param line what to write; {@code null} for nothing
     */
    record Decided<T>(Line line, T answer) {}

    private record Asked<T>(Function<Books, Decided<T>> decision, UniEmitter<? super T> asker) {}

    private final ObjectMapper json;
    private final Journal journal;
    private final Books books;
    private final Consumer<List<Line>> shown;
    private final BlockingQueue<Asked<?>> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
    private final Asked<Void> end = new Asked<>(null, null);
    private final Thread thread;
    private volatile IOException broken;
    private volatile boolean closing;

    /**
     * @param books as {@code journal} has them; the writer's own from now on
     * @param shown takes what has become durable
     */
    LedgerWriter(ObjectMapper json, Journal journal, Books books, Consumer<List<Line>> shown) {
        this.json = json;
        this.journal = journal;
        this.books = books;
        this.shown = shown;
        this.thread = new Thread(this::work, "sandbox-ledger");
        this.thread.setDaemon(true);
        this.thread.start();
    }

    /** Completes when what {@code decision} decided is durable. */
    <T> Uni<T> ask(Function<Books, Decided<T>> decision) {
        return Uni.createFrom()
                .<T>emitter(asker -> enqueue(new Asked<>(decision, asker)))
                .emitOn(Infrastructure.getDefaultExecutor());
    }

    private void enqueue(Asked<?> asked) {
        if (closing || !waiting.offer(asked)) {
            asked.asker().fail(new IllegalStateException("The ledger cannot keep up, or is being closed."));
        }
    }

    private void work() {
        try {
            while (!closing || !waiting.isEmpty()) {
                var batch = new ArrayList<Asked<?>>();
                batch.add(waiting.take());
                waiting.drainTo(batch);
                batch.remove(end);
                decide(batch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void decide(List<Asked<?>> batch) {
        var lines = new ArrayList<Line>();
        var written = new ArrayList<String>();
        var answers = new ArrayList<Runnable>();
        batch.forEach(asked -> decide(asked, lines, written, answers));
        try {
            write(written);
        } catch (IOException e) {
            broken = e;
            batch.forEach(asked -> asked.asker().fail(unwritable(e)));
            return;
        }
        shown.accept(lines);
        answers.forEach(Runnable::run);
    }

    private <T> void decide(Asked<T> asked, List<Line> lines, List<String> written, List<Runnable> answers) {
        try {
            var decided = asked.decision().apply(books);
            if (decided.line() != null) {
                written.add(json.writeValueAsString(decided.line()));
                books.take(decided.line());
                lines.add(decided.line());
            }
            answers.add(() -> asked.asker().complete(decided.answer()));
        } catch (JsonProcessingException | RuntimeException e) {
            answers.add(() -> asked.asker().fail(e));
        }
    }

    private void write(List<String> lines) throws IOException {
        if (broken != null) {
            throw broken;
        }
        if (!lines.isEmpty()) {
            journal.append(lines);
        }
    }

    private static IllegalStateException unwritable(IOException cause) {
        return new IllegalStateException(
                "The ledger cannot be written: make room, and start the sandbox again.", cause);
    }

    /** Writes what was asked before, and closes the journal. */
    @Override
    public void close() throws IOException, InterruptedException {
        closing = true;
        waiting.put(end);
        thread.join();
        journal.close();
    }
}
