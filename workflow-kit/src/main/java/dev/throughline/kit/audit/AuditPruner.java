package dev.throughline.kit.audit;

import static dev.throughline.kit.history.Housekeeping.parameter;

import dev.throughline.kit.history.Housekeeping;
import dev.throughline.kit.history.Housekeeping.Task;
import dev.throughline.kit.job.JobSettings;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Makes the partitions of the audit trail ahead of time, and drops those that are older than {@code throughline.audit.retention},
 * if that is said. What is written before its partition is there goes to the partition for the rest, and from there to its own.
 */
@ApplicationScoped
class AuditPruner {

    private static final int STEP = 500;
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final String OPEN = "select kit_open_audit($1::timestamptz)";
    private static final String FORGET = "select kit_forget_audit($1::timestamptz, $2)";

    private final Housekeeping housekeeping;
    private final AuditSettings settings;
    private final JobSettings jobSettings;
    private final Roles roles;
    private final TimeSource time;
    private final Vertx vertx;
    private final AtomicBoolean busy = new AtomicBoolean();
    private long timer = -1;

    AuditPruner(
            Housekeeping housekeeping,
            AuditSettings settings,
            JobSettings jobSettings,
            Roles roles,
            TimeSource time,
            Vertx vertx) {
        this.housekeeping = housekeeping;
        this.settings = settings;
        this.jobSettings = jobSettings;
        this.roles = roles;
        this.time = time;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent event) {
        if (jobSettings.automatic() && roles.has(Role.worker)) {
            // Soon for the first time: no process need live for an hour.
            var every = settings.prune().toMillis();
            timer = vertx.setPeriodic(Math.min(every, SOON.toMillis()), every, ignored -> run());
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

    /** Makes what is missing and forgets what was kept long enough. */
    Uni<Void> prune() {
        var now = time.instant();
        var tasks = new ArrayList<Task>();
        tasks.add(new Task("Partitions are made for the audit trail.", OPEN, Tuple.of(parameter(now))));
        settings.retention()
                .map(now::minus)
                .map(before -> Tuple.of(parameter(before), STEP))
                .ifPresent(old -> tasks.add(new Task("Old entries of the audit trail are forgotten.", FORGET, old)));
        return housekeeping.perform(tasks);
    }
}
