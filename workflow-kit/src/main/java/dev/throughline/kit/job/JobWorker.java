package dev.throughline.kit.job;

import dev.throughline.kit.work.Wakeups;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Claims due jobs and runs them, as many at once as it has room for. Woken after every commit that enqueued a job, here or
 * in another process, and by a poll; at any time at most one claim is under way.
 */
@ApplicationScoped
class JobWorker {

    private static final Logger LOG = Logger.getLogger(JobWorker.class);

    private final JobStore store;
    private final JobKinds kinds;
    private final JobRunner runner;
    private final RunningJobs running;
    private final LeaseReaper reaper;
    private final JobSettings settings;
    private final WorkerName name;
    private final Set<String> roles;
    private final Vertx vertx;
    private final List<Long> timers = new ArrayList<>();
    private final AtomicBoolean claiming = new AtomicBoolean();
    private final AtomicBoolean again = new AtomicBoolean();
    private final AtomicBoolean renewing = new AtomicBoolean();
    private final AtomicBoolean reaping = new AtomicBoolean();
    private volatile boolean open;

    JobWorker(
            JobStore store,
            JobKinds kinds,
            JobRunner runner,
            RunningJobs running,
            LeaseReaper reaper,
            JobSettings settings,
            WorkerName name,
            @ConfigProperty(name = "throughline.roles", defaultValue = "api,worker") Set<String> roles,
            Vertx vertx) {
        this.store = store;
        this.kinds = kinds;
        this.runner = runner;
        this.running = running;
        this.reaper = reaper;
        this.settings = settings;
        this.name = name;
        this.roles = roles;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent event) {
        if (!settings.automatic() || !roles.contains("worker") || kinds.names().isEmpty()) {
            return;
        }
        open = true;
        every(settings.poll(), this::claim);
        every(settings.lease().dividedBy(3), this::renew);
        every(settings.lease().dividedBy(3), this::reap);
        claim();
    }

    void woken(@Observes Wakeups.Kind kind) {
        if (kind == Wakeups.Kind.jobs) {
            claim();
        }
    }

    /** Claims no more and gives running jobs the time to end; what does not end is taken over when its lease runs out. */
    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        open = false;
        timers.forEach(vertx::cancelTimer);
        var deadline = System.nanoTime() + settings.drain().toNanos();
        while (running.count() > 0 && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
    }

    private void every(Duration interval, Runnable action) {
        timers.add(vertx.setPeriodic(interval.toMillis(), ignored -> action.run()));
    }

    private void claim() {
        if (!open) {
            return;
        }
        again.set(true);
        if (claiming.compareAndSet(false, true)) {
            claimWhileWoken();
        }
    }

    private void claimWhileWoken() {
        var room = settings.concurrency() - running.count();
        if (!open || room <= 0 || !again.getAndSet(false)) {
            claiming.set(false);
            if (open && room > 0 && again.get()) {
                claim();
            }
            return;
        }
        var asked = System.nanoTime();
        store.claim(name.value(), kinds.names(), settings.lease(), room)
                .subscribe()
                .with(jobs -> claimed(jobs, room, asked), this::notClaimed);
    }

    private void claimed(List<Job> jobs, int room, long asked) {
        if (jobs.size() == room) {
            again.set(true);
        }
        jobs.forEach(job -> run(job, asked));
        claimWhileWoken();
    }

    private void run(Job job, long asked) {
        runner.run(job, asked).subscribe().with(done -> claim(), failure -> claim());
    }

    private void notClaimed(Throwable failure) {
        LOG.debugf("No jobs claimed, will poll again: %s", failure.getMessage());
        claiming.set(false);
    }

    private void renew() {
        // Where the database is slow, renewals that wait for it would only take connections from the work.
        if (renewing.compareAndSet(false, true)) {
            running.renew()
                    .onTermination()
                    .invoke(() -> renewing.set(false))
                    .subscribe()
                    .with(done -> {}, failure -> LOG.warnf("Leases not renewed: %s", failure.getMessage()));
        }
    }

    private void reap() {
        if (reaping.compareAndSet(false, true)) {
            reaper.reap()
                    .onTermination()
                    .invoke(() -> reaping.set(false))
                    .subscribe()
                    .with(this::reaped, failure -> LOG.debugf("Not reaped: %s", failure.getMessage()));
        }
    }

    private void reaped(int jobs) {
        if (jobs > 0) {
            LOG.infof("Took back %d jobs whose worker had stopped reporting.", jobs);
        }
    }
}
