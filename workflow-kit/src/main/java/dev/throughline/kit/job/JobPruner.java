package dev.throughline.kit.job;

import dev.throughline.kit.roles.Role;
import dev.throughline.kit.roles.Roles;
import dev.throughline.kit.time.TimeSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Forgets jobs that are over for longer than {@code throughline.jobs.retention}, with their attempts, and likewise replays of
 * many dead letters; in small steps with rests between them, one process of a service at a time. Open jobs and dead letters
 * stay, however old. Nothing else is touched: what keeps a request or an event from being done twice does not depend on the
 * job that once followed from it.
 */
@ApplicationScoped
class JobPruner {

    static final int STEP = 500;

    private static final Logger LOG = Logger.getLogger(JobPruner.class);
    private static final Duration REST = Duration.ofMillis(100);
    private static final String JOBS = "select kit_prune_jobs($1::timestamptz, $2)";
    private static final String REPLAYS = "select kit_prune_replays($1::timestamptz, $2)";

    private final Pool pool;
    private final JobSettings settings;
    private final Roles roles;
    private final TimeSource time;
    private final Vertx vertx;
    private final AtomicBoolean busy = new AtomicBoolean();
    private long timer = -1;

    JobPruner(Pool pool, JobSettings settings, Roles roles, TimeSource time, Vertx vertx) {
        this.pool = pool;
        this.settings = settings;
        this.roles = roles;
        this.time = time;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent event) {
        if (settings.automatic() && roles.has(Role.worker)) {
            timer = vertx.setPeriodic(settings.prune().toMillis(), ignored -> run());
        }
    }

    void stop(@Observes ShutdownEvent event) {
        if (timer >= 0) {
            vertx.cancelTimer(timer);
        }
    }

    private void run() {
        if (busy.compareAndSet(false, true)) {
            prune().onTermination()
                    .invoke(() -> busy.set(false))
                    .subscribe()
                    .with(
                            done -> {},
                            failure -> LOG.debugf("Old jobs will be removed later: %s", failure.getMessage()));
        }
    }

    /** Forgets all that is over for long enough. */
    Uni<Void> prune() {
        var before = time.instant().minus(settings.retention());
        return stepwise(JOBS, before).chain(() -> stepwise(REPLAYS, before));
    }

    private Uni<Void> stepwise(String sql, Instant before) {
        return Uni.createFrom()
                .deferred(() -> step(sql, before))
                .repeat()
                .withDelay(REST)
                .whilst(gone -> gone == STEP)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Integer> step(String sql, Instant before) {
        var parameters = Tuple.of(before.atOffset(ZoneOffset.UTC), STEP);
        return pool.withConnection(connection -> connection.preparedQuery(sql).execute(parameters))
                .map(rows -> rows.iterator().next().getInteger(0));
    }
}
