package dev.throughline.status.live;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Tells other processes of changes by {@code NOTIFY}, outside the transactions that made them and all of one round trip
 * together, for the reason given in decision 2. What does not get out is dropped: it is a hint.
 */
@ApplicationScoped
class ChangeNotifier {

    static final String CHANNEL = "throughline_status";

    // PostgreSQL takes 8000 bytes in one notification.
    private static final int TOGETHER = 40;
    private static final int LONGEST = 7900;
    private static final int MOST_WAITING = 10_000;
    private static final Logger LOG = Logger.getLogger(ChangeNotifier.class);

    private final Pool pool;
    private final ConcurrentLinkedQueue<Change> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicBoolean sending = new AtomicBoolean();

    ChangeNotifier(Pool pool) {
        this.pool = pool;
    }

    /** Never fails and never waits. */
    void tell(Change change) {
        if (size.get() < MOST_WAITING) {
            size.incrementAndGet();
            waiting.add(change);
        }
        send();
    }

    private void send() {
        if (waiting.isEmpty() || !sending.compareAndSet(false, true)) {
            return;
        }
        notifyOthers(take())
                .onFailure()
                .invoke(failure -> LOG.debugf("Other processes were not told: %s", failure.getMessage()))
                .onTermination()
                .invoke(() -> sending.set(false))
                .subscribe()
                .with(done -> send(), failure -> {});
    }

    private String[] take() {
        var payloads = new ArrayList<String>();
        var lines = new ArrayList<String>();
        for (var change = waiting.poll(); change != null; change = waiting.poll()) {
            size.decrementAndGet();
            lines.add(change.encode());
            if (lines.size() == TOGETHER) {
                payloads.add(joined(lines));
            }
        }
        if (!lines.isEmpty()) {
            payloads.add(joined(lines));
        }
        return payloads.stream().filter(each -> each.length() <= LONGEST).toArray(String[]::new);
    }

    private static String joined(List<String> lines) {
        var payload = String.join("\n", lines);
        lines.clear();
        return payload;
    }

    // Not the pool's own shortcut: after a failed connection attempt that one reports an uncaught exception later.
    private Uni<?> notifyOthers(String[] payloads) {
        return pool.withConnection(connection -> connection
                .preparedQuery("select pg_notify($1, payload) from unnest($2::text[]) payload")
                .execute(Tuple.of(CHANNEL, payloads)));
    }
}
