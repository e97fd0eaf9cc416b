package dev.throughline.status.live;

import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** What changes in one tenant, read once for all who follow it in this process. */
final class Feed {

    private static final Logger LOG = Logger.getLogger(Feed.class);

    private final String tenant;
    private final ChangedRows rows;
    private final Vertx vertx;
    private final long collectMillis;
    private final Set<ListSource> followers = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean planned = new AtomicBoolean();
    private Map<UUID, Long> told = Map.of();
    private Map<UUID, Long> toldAgain = new HashMap<>();
    private long mark;
    private long nextMark;
    private ChangedRow.Place next;

    Feed(String tenant, ChangedRows rows, Vertx vertx, StreamSettings settings) {
        this.tenant = tenant;
        this.rows = rows;
        this.vertx = vertx;
        this.collectMillis = Math.max(1, settings.collect().toMillis());
    }

    void add(ListSource follower) {
        followers.add(follower);
    }

    /** What was there at {@code first} is known to who has just come; from there on everything is told. */
    void beginAt(long first) {
        synchronized (this) {
            if (next == null) {
                mark = first;
                next = ChangedRow.Place.before(first);
            }
        }
        plan();
    }

    /** Answers whether nobody follows any more. */
    boolean remove(ListSource follower) {
        followers.remove(follower);
        return followers.isEmpty();
    }

    /** Something has changed: it is told soon, together with what else changes until then. */
    void changed(Change change) {
        plan();
    }

    private void plan() {
        if (!followers.isEmpty() && planned.compareAndSet(false, true)) {
            vertx.setTimer(collectMillis, ignored -> look());
        }
    }

    private void look() {
        planned.set(false);
        var from = next();
        if (from != null) {
            rows.after(tenant, from)
                    .subscribe()
                    .with(
                            found -> tell(from, found),
                            failure -> LOG.debugf("Changes are told later: %s", failure.getMessage()));
        }
    }

    private synchronized ChangedRow.Place next() {
        return next;
    }

    private synchronized void tell(ChangedRow.Place from, ChangedRow.Found found) {
        if (!from.equals(next)) {
            plan();
            return;
        }
        if (from.equals(ChangedRow.Place.before(mark))) {
            nextMark = Math.max(mark, found.mark());
        }
        found.rows().forEach(this::tell);
        if (found.complete()) {
            beginAgain();
        } else {
            next = found.rows().get(found.rows().size() - 1).place();
            plan();
        }
    }

    private void tell(ChangedRow row) {
        if (told.getOrDefault(row.booking(), 0L) < row.position()) {
            followers.forEach(follower -> follower.offer(row, mark));
        }
        if (row.changedBy() >= nextMark) {
            toldAgain.put(row.booking(), row.position());
        }
    }

    // What ended while the portions were read may lie before where they had come to: only the first one's mark holds
    // for all.
    private void beginAgain() {
        told = toldAgain;
        toldAgain = new HashMap<>();
        mark = nextMark;
        next = ChangedRow.Place.before(mark);
    }
}
