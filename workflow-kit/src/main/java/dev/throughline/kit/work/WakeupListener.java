package dev.throughline.kit.work;

import dev.throughline.kit.roles.Role;
import dev.throughline.kit.roles.Roles;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgNotification;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Hears the wake-ups of other processes ({@code LISTEN}) and passes them on in this one, where the relay and the workers
 * observe them. When the connection is lost it listens again within seconds and wakes everybody once, since something may
 * have been missed.
 */
@ApplicationScoped
class WakeupListener {

    private static final Logger LOG = Logger.getLogger(WakeupListener.class);
    private static final Duration CHECK = Duration.ofSeconds(3);
    private static final Duration STATEMENT_LIMIT = Duration.ofSeconds(10);

    private final Pool pool;
    private final Vertx vertx;
    private final Roles roles;
    private final Event<Wakeups.Kind> local;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile DedicatedConnection listening;
    private volatile boolean open;
    private long timer;

    WakeupListener(Pool pool, Vertx vertx, Roles roles, Event<Wakeups.Kind> local) {
        this.pool = pool;
        this.vertx = vertx;
        this.roles = roles;
        this.local = local;
    }

    void start(@Observes StartupEvent event) {
        if (roles.has(Role.worker)) {
            open = true;
            timer = vertx.setPeriodic(CHECK.toMillis(), ignored -> check());
            check();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        if (open) {
            open = false;
            vertx.cancelTimer(timer);
            var held = listening;
            if (held != null) {
                held.giveBack();
            }
        }
    }

    /** Whether wake-ups of other processes are heard at the moment. */
    boolean isListening() {
        return listening != null && !listening.isLost();
    }

    private void check() {
        if (open && busy.compareAndSet(false, true)) {
            (isListening() ? stillThere() : listen())
                    .onTermination()
                    .invoke(() -> busy.set(false))
                    .subscribe()
                    .with(done -> {}, failure -> LOG.debugf("Not listening for wake-ups: %s", failure.getMessage()));
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
                .invoke(this::handleNotifications)
                .call(connection -> connection.query("listen " + Wakeups.CHANNEL, Tuple.tuple()))
                .invoke(connection -> EnumSet.allOf(Wakeups.Kind.class).forEach(local::fire))
                .invoke(this::giveBackIfStopped);
    }

    private void handleNotifications(DedicatedConnection connection) {
        var delegate = (PgConnection) connection.connection().getDelegate();
        delegate.notificationHandler(this::heard);
    }

    private void heard(PgNotification notification) {
        try {
            local.fire(Wakeups.Kind.valueOf(notification.getPayload()));
        } catch (IllegalArgumentException unknown) {
            // A newer version of us wakes a kind of worker that this one does not have.
            LOG.debugf("Nobody here to wake for '%s'.", notification.getPayload());
        }
    }

    private void giveBackIfStopped(DedicatedConnection connection) {
        if (!open) {
            connection.giveBack();
        }
    }
}
