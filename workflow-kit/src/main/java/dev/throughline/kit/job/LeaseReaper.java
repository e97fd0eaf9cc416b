package dev.throughline.kit.job;

import dev.throughline.kit.work.Origin;
import dev.throughline.kit.work.UnitOfWork;
import dev.throughline.kit.work.Work;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/**
 * Takes back jobs whose lease ran out. A crash counts as an attempt: its outcome is {@code unknown} if it had announced an
 * effect, and {@code failed} if the ledger proves that it had not begun to act.
 */
@ApplicationScoped
class LeaseReaper {

    private static final Logger LOG = Logger.getLogger(LeaseReaper.class);
    private static final int BATCH = 100;

    private final JobStore store;
    private final JobKinds kinds;
    private final UnitOfWork unitOfWork;
    private final RetryPolicy retryPolicy;
    private final JobEvents events;
    private final OwnContext ownContext;
    private final MeterRegistry meters;

    LeaseReaper(
            JobStore store,
            JobKinds kinds,
            UnitOfWork unitOfWork,
            RetryPolicy retryPolicy,
            JobEvents events,
            OwnContext ownContext,
            MeterRegistry meters) {
        this.store = store;
        this.kinds = kinds;
        this.unitOfWork = unitOfWork;
        this.retryPolicy = retryPolicy;
        this.events = events;
        this.ownContext = ownContext;
        this.meters = meters;
    }

    /** Takes back what has expired, up to a batch, one transaction each; answers how many it took. */
    Uni<Integer> reap() {
        return store.expired(kinds.names(), BATCH)
                .onItem()
                .transformToMulti(jobs -> Multi.createFrom().iterable(jobs))
                .onItem()
                .transformToUniAndConcatenate(job -> ownContext.run(() -> takeBack(job)))
                .collect()
                .with(java.util.stream.Collectors.summingInt(Integer::intValue));
    }

    private Uni<Integer> takeBack(Job job) {
        var origin = Origin.system("lease-reaper", job.tenant(), job.operationId());
        return unitOfWork
                .perform(origin, work -> takeBack(work, job))
                .invoke(() -> meters.counter("throughline.jobs.lease.expired", "kind", job.kind())
                        .increment())
                .replaceWith(1)
                .onFailure(LeaseLost.class)
                .recoverWithItem(0)
                .onFailure()
                .invoke(failure -> LOG.warnf("Job %s was not taken back: %s", job.id(), failure.getMessage()))
                .onFailure()
                .recoverWithItem(0);
    }

    private Uni<Void> takeBack(Work work, Job job) {
        return store.takeExpired(work.session(), job)
                .map(sent -> retryPolicy.after(job, result(job, sent), sent))
                .call(end -> store.end(work.session(), job, end, null))
                .chain(end -> deadLetter(work, job, end));
    }

    private static JobResult result(Job job, boolean sent) {
        var who = "Worker %s stopped reporting".formatted(job.worker());
        return sent && job.effect() != Effect.none
                ? JobResult.unknown(who + " after it had begun to act; whether the effect happened is not known.")
                : JobResult.failed(who + " before it acted; nothing was sent.");
    }

    private Uni<Void> deadLetter(Work work, Job job, AttemptEnd end) {
        if (!end.deadLetters()) {
            return Uni.createFrom().voidItem();
        }
        return kinds.named(job.kind()).deadLettered(work, events.changed(work, job, end.state(), end.reason()));
    }
}
