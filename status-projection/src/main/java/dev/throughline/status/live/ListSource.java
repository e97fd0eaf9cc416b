package dev.throughline.status.live;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Tells one client of changed bookings. What it has not taken yet waits here, up to a limit; a client that falls behind
 * further is dropped and may resume after what it had.
 */
final class ListSource implements Source {

    private static final Logger LOG = Logger.getLogger(ListSource.class);

    private final Client client;
    private final Predicate<ChangedRow> visible;
    private final int limit;
    private final Consumer<ListSource> left;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private boolean telling;

    private record Waiting(String name, long mark, String json) {}

    /**
     * A source of what {@code visible} lets through.
     *
     * @param left told when the stream has ended
     */
    ListSource(Client client, Predicate<ChangedRow> visible, int limit, Consumer<ListSource> left) {
        this.client = client;
        this.visible = visible;
        this.limit = limit;
        this.left = left;
    }

    /**
     * Tells what the client has missed since {@code from}; where that is too much, or {@code from} is not of this database,
     * it should load the list again.
     */
    void resume(long from, ChangedRow.Found missed) {
        var few = missed.complete() && missed.rows().size() <= limit / 2;
        if (few && (from == ChangedRows.NOW || from <= missed.mark())) {
            missed.rows().forEach(row -> offer(row, Math.min(from, missed.mark())));
        } else {
            put(new Waiting("reset", missed.mark(), "{}"));
        }
        put(new Waiting("ready", missed.mark(), "{}"));
    }

    void failed(Throwable failure) {
        LOG.debugf("A stream cannot begin: %s", failure.getMessage());
        client.end("The list cannot be read now; connect again.");
    }

    /** Tells of {@code row}, if the client may see it; who resumes at {@code mark} misses nothing that is told after it. */
    void offer(ChangedRow row, long mark) {
        if (visible.test(row)) {
            put(new Waiting("booking", mark, row.json()));
        }
    }

    private void put(Waiting news) {
        boolean full;
        synchronized (this) {
            full = waiting.size() >= limit;
            if (!full) {
                waiting.add(news);
            }
        }
        if (full) {
            client.drop();
        } else {
            wanted();
        }
    }

    @Override
    public void wanted() {
        for (var next = next(); next != null; next = next()) {
            client.send(next.name(), next.mark(), next.json());
            told();
        }
    }

    // Sending makes the client ask for more at once, on this very stack: without this, deep.
    private synchronized Waiting next() {
        if (telling || !client.ready()) {
            return null;
        }
        var next = waiting.poll();
        telling = next != null;
        return next;
    }

    private synchronized void told() {
        telling = false;
    }

    @Override
    public void ended() {
        left.accept(this);
    }
}
