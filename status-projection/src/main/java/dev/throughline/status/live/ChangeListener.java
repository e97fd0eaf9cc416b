package dev.throughline.status.live;

import dev.throughline.kit.work.DedicatedConnection;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** Hears of the changes that other processes make. When the connection is lost it listens again within seconds. */
@ApplicationScoped
class ChangeListener {

    private static final Logger LOG = Logger.getLogger(ChangeListener.class);
    private static final Duration CHECK = Duration.ofSeconds(3);
    private static final Duration STATEMENT_LIMIT = Duration.ofSeconds(10);

    private final Pool pool;
    private final Vertx vertx;
    private final Changes changes;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile DedicatedConnection listening;
    private volatile boolean open;
    private long timer;

    ChangeListener(Pool pool, Vertx vertx, Changes changes) {
        this.pool = pool;
        this.vertx = vertx;
        this.changes = changes;
    }

    void start(@Observes StartupEvent event) {
        open = true;
        timer = vertx.setPeriodic(CHECK.toMillis(), ignored -> check());
        check();
    }

    void stop(@Observes ShutdownEvent event) {
        open = false;
        vertx.cancelTimer(timer);
        var held = listening;
        if (held != null) {
            held.giveBack();
        }
    }

    /** Whether changes made elsewhere are heard at the moment. */
    boolean isListening() {
        return listening != null && !listening.isLost();
    }

    private void check() {
        if (open && busy.compareAndSet(false, true)) {
            (isListening() ? stillThere() : listen())
                    .onTermination()
                    .invoke(() -> busy.set(false))
                    .subscribe()
                    .with(done -> {}, failure -> LOG.debugf("Not listening for changes: %s", failure.getMessage()));
        }
    }

    private Uni<?> stillThere() {
        return listening.query("select 1", Tuple.tuple());
    }

    private Uni<?> listen() {
        if (listening != null) {
            listening.giveBack();
        }
        return DedicatedConnection.take(pool, STATEMENT_LIMIT)
                .invoke(connection -> listening = connection)
                .invoke(connection -> ((PgConnection) connection.connection().getDelegate())
                        .notificationHandler(notification -> heard(notification.getPayload())))
                .call(connection -> connection.query("listen " + ChangeNotifier.CHANNEL, Tuple.tuple()))
                .invoke(changes::missed)
                .invoke(this::giveBackIfStopped);
    }

    private void heard(String payload) {
        for (var line : payload.split("\n")) {
            try {
                changes.heard(Change.decode(line));
            } catch (IllegalArgumentException e) {
                LOG.debugf("Not understood: %s", e.getMessage());
            }
        }
    }

    private void giveBackIfStopped(DedicatedConnection connection) {
        if (!open) {
            connection.giveBack();
        }
    }
}
