package dev.throughline.booking.partner;

import dev.throughline.booking.booking.Booking;
import dev.throughline.booking.booking.Bookings;
import dev.throughline.kit.job.Effect;
import dev.throughline.kit.job.Job;
import dev.throughline.kit.job.JobContext;
import dev.throughline.kit.job.JobHandler;
import dev.throughline.kit.job.JobResult;
import dev.throughline.kit.job.NewJob;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.Work;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.function.Function;

/**
 * Ends what the partner holds and a booking does not need any more. It is the reconciliation of what needs no reservation; a
 * request that we gave up and that may still have its effect is looked after later.
 */
abstract class ClearingHandler implements JobHandler {

    private final ReconcileHandler reconciliation;
    private final Bookings bookings;
    private final TimeSource time;
    final PartnerJobs jobs;

    ClearingHandler(ReconcileHandler reconciliation, Bookings bookings, PartnerJobs jobs, TimeSource time) {
        this.reconciliation = reconciliation;
        this.bookings = bookings;
        this.jobs = jobs;
        this.time = time;
    }

    /** What looks again when all has settled; {@code null} if nobody needs to. */
    abstract NewJob lookAgain(Job job, Booking booking, Instant settled);

    @Override
    public Effect effect() {
        return reconciliation.effect();
    }

    @Override
    public Uni<JobResult> run(JobContext context) {
        return reconciliation.run(context).map(result -> followed(context.job(), result));
    }

    private JobResult followed(Job job, JobResult result) {
        return result instanceof JobResult.Done done
                ? new JobResult.Done(done.outcome(), done.detail(), done.received(), followed(job, done.effect()))
                : result;
    }

    private Function<Work, Uni<Void>> followed(Job job, Function<Work, Uni<Void>> effect) {
        return work -> effect.apply(work)
                .chain(() -> bookings.findById(PartnerJobs.booking(job)))
                .invoke(booking -> lookAgain(work, job, booking))
                .replaceWithVoid();
    }

    private void lookAgain(Work work, Job job, Booking booking) {
        var settled = reconciliation.settledAt(booking);
        var again = settled != null && settled.isAfter(time.instant()) ? lookAgain(job, booking, settled) : null;
        if (again != null) {
            work.enqueue(again);
        }
    }

    @Override
    public Uni<Void> deadLettered(Work work, Job job) {
        return reconciliation.deadLettered(work, job);
    }

    @Override
    public Uni<Void> replayed(Work work, Job job) {
        return reconciliation.replayed(work, job);
    }
}
