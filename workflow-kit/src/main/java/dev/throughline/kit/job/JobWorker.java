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
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Claims due jobs and runs them, as many at once as it has room for. Woken after every commit that enqueued a job, here or
 * in another process, and by a poll; at any time at most one claim is under way.
 *
 * <p>Where jobs take so little that its handlers would wait for the next claim, it claims some ahead: no more than they get
 * done with within {@link #AHEAD}, as far as the last ones tell. One that waits for a handler all the same is given back.
 */
@ApplicationScoped
class JobWorker {

    private static final Logger LOG = Logger.getLogger(JobWorker.class);
    private static final Duration AHEAD = Duration.ofMillis(20);
    private static final int MOST_AHEAD = 3;
    private static final int MOST_HELD = 8;
    private static final long UNKNOWN = Duration.ofSeconds(1).toNanos();
    private static final int WEIGHT_OF_THE_LAST = 8;

    private final JobStore store;
    private final JobKinds kinds;
    private final JobRunner runner;
    private final RunningJobs running;
    private final LeaseReaper reaper;
    private final JobSettings settings;
    private final WorkerName name;
    private final Set<String> roles;
    private final Vertx vertx;
    private final Wakeups wakeups;
    private final List<Long> timers = new ArrayList<>();
    private final Queue<Held> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger handling = new AtomicInteger();
    private final AtomicBoolean claiming = new AtomicBoolean();
    private final AtomicBoolean again = new AtomicBoolean();
    private final AtomicBoolean renewing = new AtomicBoolean();
    private final AtomicBoolean reaping = new AtomicBoolean();
    // How long a handler takes, in nanoseconds: the last ones count most.
    private volatile long usual = UNKNOWN;
    private volatile boolean open;

    JobWorker(
            JobStore store,
            JobKinds kinds,
            JobRunner runner,
            RunningJobs running,
            LeaseReaper reaper,
            JobSettings settings,
            WorkerName name,
            Wakeups wakeups,
            @ConfigProperty(name = "throughline.roles", defaultValue = "api,worker") Set<String> roles,
            Vertx vertx) {
        this.store = store;
        this.kinds = kinds;
        this.runner = runner;
        this.running = running;
        this.reaper = reaper;
        this.settings = settings;
        this.name = name;
        this.wakeups = wakeups;
        this.roles = roles;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent event) {
        if (!settings.automatic() || !roles.contains("worker") || kinds.names().isEmpty()) {
            return;
        }
        open = true;
        every(settings.poll(), this::look);
        every(settings.lease().dividedBy(3), this::renew);
        every(settings.lease().dividedBy(3), this::reap);
        claim();
    }

    void woken(@Observes Wakeups.Kind kind) {
        if (kind == Wakeups.Kind.jobs) {
            claim();
        }
    }

    /**
     * Claims no more, gives back what has not begun, and gives running jobs the time to end; what does not end is taken over
     * when its lease runs out.
     */
    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        open = false;
        timers.forEach(vertx::cancelTimer);
        var deadline = System.nanoTime() + settings.drain().toNanos();
        giveBack(System.nanoTime());
        while (running.count() > 0 && System.nanoTime() < deadline) {
            Thread.sleep(20);
            giveBack(System.nanoTime());
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

    private void look() {
        giveBack(System.nanoTime() - settings.poll().toNanos());
        claim();
    }

    private void claimWhileWoken() {
        var room = room();
        if (!open || room <= 0 || !again.getAndSet(false)) {
            claiming.set(false);
            if (open && room() > 0 && again.get()) {
                claim();
            }
            return;
        }
        var asked = System.nanoTime();
        store.claim(name.value(), kinds.names(), settings.lease(), room)
                .subscribe()
                .with(jobs -> claimed(jobs, room, asked), this::notClaimed);
    }

    /** How many jobs to claim now; none rather than a few, if there are some to go on with. */
    private int room() {
        var concurrency = settings.concurrency();
        var most = concurrency
                + (int) Math.min(MOST_AHEAD * concurrency, concurrency * AHEAD.toNanos() / Math.max(usual, 1));
        var room = most - handling.get() - waiting.size();
        if (!waiting.isEmpty() && room < most / 2) {
            return 0;
        }
        // Those whose outcomes are being written take no handler, but they are held.
        return Math.min(room, MOST_HELD * concurrency - running.count());
    }

    private void claimed(List<Job> jobs, int room, long asked) {
        if (jobs.size() == room) {
            again.set(true);
        }
        var now = System.nanoTime();
        jobs.forEach(job -> waiting.add(new Held(running.begin(job, asked), now)));
        handleWaiting();
        claimWhileWoken();
    }

    private void handleWaiting() {
        while (open && !waiting.isEmpty() && takeTurn()) {
            var next = waiting.poll();
            if (next == null) {
                handling.decrementAndGet();
            } else {
                handle(next.job());
            }
        }
    }

    private boolean takeTurn() {
        return handling.getAndUpdate(busy -> Math.min(busy + 1, settings.concurrency())) < settings.concurrency();
    }

    private void handle(RunningJob job) {
        var turn = new Turn();
        runner.run(job, turn::end).subscribe().with(done -> ended(job), failure -> ended(job));
    }

    // What it was limited by together with others may start now; and one less is held.
    private void ended(RunningJob job) {
        if (!job.job().key().isEmpty() || again.get()) {
            claim();
        }
    }

    /** A job that is held, and since when it waits for a handler. */
    private record Held(RunningJob job, long since) {}

    /** A handler at work. */
    private final class Turn {

        private final long begun = System.nanoTime();
        private final AtomicBoolean over = new AtomicBoolean();

        void end() {
            if (over.compareAndSet(false, true)) {
                usual += (System.nanoTime() - begun - usual) / WEIGHT_OF_THE_LAST;
                handling.decrementAndGet();
                handleWaiting();
                if (again.get()) {
                    claim();
                }
            }
        }
    }

    /** Gives back jobs that have been waiting since before {@code before}: their attempts have not begun and are not on record. */
    private void giveBack(long before) {
        for (var held : waiting) {
            if (held.since() - before < 0 && waiting.remove(held)) {
                usual = UNKNOWN;
                giveBack(held.job());
            }
        }
    }

    private void giveBack(RunningJob job) {
        runner.giveBack(job)
                .subscribe()
                .with(
                        done -> wakeups.wake(Wakeups.Kind.jobs),
                        failure -> LOG.debugf("Job left to its lease: %s", failure.getMessage()));
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
