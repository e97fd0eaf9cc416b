package dev.throughline.kit.work;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * Wakes the relay and the workers after a commit: those of this process at once, those of other processes by
 * {@code NOTIFY}.
 *
 * <p>The notification is not part of the transaction, because PostgreSQL holds one lock for the whole server while a
 * transaction that notified commits, which would make all commits queue up one behind the other. Instead, all commits
 * within one round trip share one notification. If it is lost in a crash, the pollers find the work a little later.
 */
@ApplicationScoped
public class Wakeups {

    /** What there may be to do. */
    public enum Kind {
        jobs,
        outbox
    }

    /** The channel that processes listen on; the payload is the name of a {@link Kind}. */
    public static final String CHANNEL = "throughline_wakeup";

    private static final String NOTIFY = "select pg_notify($1, kind) from unnest($2::text[]) kind";
    private static final Logger LOG = Logger.getLogger(Wakeups.class);

    private final Pool pool;
    private final Event<Kind> local;
    private final Context context;
    private final AtomicReference<Set<Kind>> waiting = new AtomicReference<>(Set.of());
    private final AtomicBoolean sending = new AtomicBoolean();

    Wakeups(Pool pool, Event<Kind> local, Vertx vertx) {
        this.pool = pool;
        this.local = local;
        this.context = ((VertxInternal) vertx).createEventLoopContext();
    }

    void after(Work work) {
        if (!work.events().isEmpty()) {
            wake(Kind.outbox);
        }
        if (work.jobsDue()) {
            wake(Kind.jobs);
        }
    }

    /** Wakes whoever does {@code kind} of work, here and in other processes. Never fails. */
    public void wake(Kind kind) {
        // What the woken do is nobody's request: it has its trace and its log fields no more.
        context.runOnContext(ignored -> wakeNow(kind));
    }

    private void wakeNow(Kind kind) {
        local.fire(kind);
        waiting.updateAndGet(kinds -> with(kinds, kind));
        send();
    }

    private void send() {
        if (!sending.compareAndSet(false, true)) {
            return;
        }
        var kinds = waiting.getAndSet(Set.of());
        if (kinds.isEmpty()) {
            sending.set(false);
            return;
        }
        notifyOthers(kinds).subscribe().with(done -> sent(), this::unsent);
    }

    private Uni<?> notifyOthers(Set<Kind> kinds) {
        var names = kinds.stream().map(Kind::name).toArray(String[]::new);
        return pool.withConnection(
                connection -> connection.preparedQuery(NOTIFY).execute(Tuple.of(CHANNEL, names)));
    }

    private void sent() {
        sending.set(false);
        if (!waiting.get().isEmpty()) {
            send();
        }
    }

    private void unsent(Throwable failure) {
        LOG.debugf("Other processes were not woken, they will find the work by polling: %s", failure.getMessage());
        sending.set(false);
    }

    private static Set<Kind> with(Set<Kind> kinds, Kind kind) {
        var more = EnumSet.of(kind);
        more.addAll(kinds);
        return more;
    }
}
