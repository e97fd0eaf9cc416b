package dev.throughline.kit.job;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * Runs due jobs when a test says so, with {@code throughline.jobs.automatic=false} and the clock set by
 * {@link dev.throughline.kit.time.TimeSource#advance}. It is the production path but for the timers.
 */
@ApplicationScoped
public class ManualRunner {

    private static final int BATCH = 100;

    private final JobStore store;
    private final JobKinds kinds;
    private final JobRunner runner;
    private final LeaseReaper reaper;
    private final JobSettings settings;
    private final WorkerName name;

    ManualRunner(
            JobStore store,
            JobKinds kinds,
            JobRunner runner,
            LeaseReaper reaper,
            JobSettings settings,
            WorkerName name) {
        this.store = store;
        this.kinds = kinds;
        this.runner = runner;
        this.reaper = reaper;
        this.settings = settings;
        this.name = name;
    }

    /** Claims up to 100 jobs that are due now, runs one attempt of each, and answers how many it ran. */
    public Uni<Integer> runDue() {
        var asked = System.nanoTime();
        return store.claim(name.value(), kinds.names(), settings.lease(), BATCH).chain(jobs -> runAll(jobs, asked));
    }

    /** Claims like {@link #runDue} but runs nothing, as a worker that crashes right after its claim. */
    public Uni<Integer> claimAndCrash() {
        return store.claim(name.value(), kinds.names(), settings.lease(), BATCH).map(List::size);
    }

    /** Takes back the jobs whose lease has run out. */
    public Uni<Integer> reap() {
        return reaper.reap();
    }

    private Uni<Integer> runAll(List<Job> jobs, long asked) {
        return Multi.createFrom()
                .iterable(jobs)
                .onItem()
                .transformToUni(job -> runner.run(job, asked))
                .merge(settings.concurrency())
                .collect()
                .asList()
                .replaceWith(jobs.size());
    }
}
