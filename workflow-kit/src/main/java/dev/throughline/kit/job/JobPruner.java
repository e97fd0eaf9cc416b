package dev.throughline.kit.job;

import static dev.throughline.kit.history.Housekeeping.parameter;

import dev.throughline.kit.history.Housekeeping;
import dev.throughline.kit.history.Housekeeping.Task;
import dev.throughline.kit.roles.Role;
import dev.throughline.kit.roles.Roles;
import dev.throughline.kit.time.TimeSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Moves jobs that are over for {@code throughline.jobs.archive-after} into history, with all that is known of them, and forgets
 * what is over for {@code throughline.jobs.retention}: jobs by the partition, so that some stay for up to a week more, and
 * replays of many dead letters. In small steps with rests between them, one process of a service at a time. Open jobs and dead
 * letters stay, however old. Nothing else is touched: what keeps a request or an event from being done twice does not depend on
 * the job that once followed from it.
 */
@ApplicationScoped
class JobPruner {

    /** How many jobs are moved in a transaction. */
    static final int STEP = 500;

    private static final String OPEN = "select kit_open_job_history($1::timestamptz, $2::timestamptz)";
    // Of jobs that were over for so long before there was history, or before the retention was made shorter.
    private static final String FORGET_UNMOVED = "select kit_prune_jobs($1::timestamptz, $2) = $2";
    private static final String ARCHIVE = "select kit_archive_jobs($1::timestamptz, $2) = $2";
    private static final String FORGET = "select kit_forget_jobs($1::timestamptz, $2)";
    private static final String FORGET_REPLAYS = "select kit_prune_replays($1::timestamptz, $2) = $2";

    private final Housekeeping housekeeping;
    private final JobSettings settings;
    private final Roles roles;
    private final TimeSource time;
    private final Vertx vertx;
    private final AtomicBoolean busy = new AtomicBoolean();
    private long timer = -1;

    JobPruner(Housekeeping housekeeping, JobSettings settings, Roles roles, TimeSource time, Vertx vertx) {
        this.housekeeping = housekeeping;
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
            prune().onTermination().invoke(() -> busy.set(false)).subscribe().with(done -> {});
        }
    }

    /** Moves and forgets all that is over for long enough. */
    Uni<Void> prune() {
        var now = time.instant();
        var over = parameter(now.minus(settings.archiveAfter()));
        var before = parameter(now.minus(settings.retention()));
        return housekeeping.perform(List.of(
                new Task("Partitions are made for the history of jobs.", OPEN, Tuple.of(before, parameter(now))),
                new Task("Jobs from before there was history are forgotten.", FORGET_UNMOVED, Tuple.of(before, STEP)),
                new Task("Jobs that are over are moved into history.", ARCHIVE, Tuple.of(over, STEP)),
                new Task("Old jobs are forgotten.", FORGET, Tuple.of(before, STEP)),
                new Task("Old replays are forgotten.", FORGET_REPLAYS, Tuple.of(before, STEP))));
    }
}
