package dev.throughline.status.live;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Collection;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Finds changes whose notification was lost, because a process died or a connection broke: one query a second for all that is
 * watched in this process together, and none when nothing is.
 */
@ApplicationScoped
class ChangeSweep {

    private static final Logger LOG = Logger.getLogger(ChangeSweep.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final int FOLLOWERS_EVERY = 5;

    private final Pool pool;
    private final Vertx vertx;
    private final Changes changes;
    private final AtomicBoolean busy = new AtomicBoolean();
    private int round;
    private long timer;

    ChangeSweep(Pool pool, Vertx vertx, Changes changes) {
        this.pool = pool;
        this.vertx = vertx;
        this.changes = changes;
    }

    void start(@Observes StartupEvent event) {
        timer = vertx.setPeriodic(INTERVAL.toMillis(), ignored -> sweep());
    }

    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
    }

    private void sweep() {
        if (++round % FOLLOWERS_EVERY == 0) {
            changes.missed();
        }
        var watched = changes.watched();
        if (!watched.isEmpty() && busy.compareAndSet(false, true)) {
            look(watched);
        }
    }

    private void look(Collection<Change> watched) {
        var tenants = watched.stream().map(Change::tenant).toArray(String[]::new);
        var bookings = watched.stream().map(Change::booking).toArray(UUID[]::new);
        pool.withConnection(connection -> connection
                        .preparedQuery("select tenant, booking, pos from status_positions($1::text[], $2::uuid[])")
                        .execute(Tuple.of(tenants, bookings)))
                .onTermination()
                .invoke(() -> busy.set(false))
                .subscribe()
                .with(
                        rows -> rows.forEach(row ->
                                changes.heardOfOne(new Change(row.getString(0), row.getUUID(1), row.getLong(2)))),
                        failure -> LOG.debugf("Changes will be looked for later: %s", failure.getMessage()));
    }
}
