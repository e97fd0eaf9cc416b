package dev.throughline.booking.partner;

import dev.throughline.booking.booking.Booking;
import dev.throughline.booking.booking.Bookings;
import dev.throughline.kit.job.Effect;
import dev.throughline.kit.job.JobContext;
import dev.throughline.kit.job.JobResult;
import dev.throughline.kit.job.Outcome;
import dev.throughline.kit.job.Outdated;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.UnitOfWork;
import dev.throughline.kit.work.Work;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;

/**
 * Compares a live booking with what its partner shows. What the partner has not told us is applied as if it had, duplicates go to
 * the reconciliation, and what contradicts what the customer was told ends with a person. It never reserves.
 *
 * <p>What is written was found at the version that the booking has then: one that has changed since is looked up again.
 */
@Singleton
class VerifyHandler extends PartnerJobHandler {

    private static final String METRIC = "throughline.drift.comparisons";

    private final PartnerJobs jobs;
    private final DriftSettings settings;
    private final MeterRegistry meters;

    VerifyHandler(
            Bookings bookings,
            PartnerDialog dialog,
            Partners partners,
            UnitOfWork unitOfWork,
            TimeSource time,
            PartnerJobs jobs,
            DriftSettings settings,
            MeterRegistry meters) {
        super(bookings, dialog, partners, unitOfWork, time);
        this.jobs = jobs;
        this.settings = settings;
        this.meters = meters;
    }

    /** One look-up, of a booking as it was before. */
    private record Look(JobContext context, Booking booking, Instant began, Exchange found) {

        Look saying(String words) {
            return new Look(context, booking, began, found.saying(words));
        }

        String partner() {
            return booking.partner();
        }
    }

    @Override
    public String kind() {
        return PartnerJobs.VERIFY;
    }

    /** It looks, and writes into our own database only. */
    @Override
    public Effect effect() {
        return Effect.none;
    }

    @Override
    Uni<JobResult> run(JobContext context, Booking booking) {
        var began = time.instant();
        return booking.isComparable(began)
                ? dialog.look(context, booking).map(found -> looked(new Look(context, booking, began, found)))
                : result(JobResult.succeeded("There is nothing to compare any more."));
    }

    private JobResult looked(Look look) {
        if (!(look.found().answer() instanceof PartnerAnswer.Known known)) {
            return notLooked(look);
        }
        var comparison = Comparison.of(look.booking(), known.reservations());
        if (comparison.equal()) {
            return JobResult.succeeded(comparison.words(), known.received(), work -> verified(work, look));
        }
        var told = look.saying(comparison.words());
        return comparison.trouble() == null
                ? JobResult.succeeded(
                        comparison.words(), known.received(), work -> apply(work, told, comparison, "repaired"))
                : new JobResult.NotDone(
                        Outcome.rejected,
                        comparison.words(),
                        known.received(),
                        false,
                        null,
                        work -> apply(work, told, comparison, "attention"));
    }

    /** The next round looks again, so nobody is asked because a partner did not say what it has. */
    private JobResult notLooked(Look look) {
        return look.context().job().exhausted()
                ? gaveUp(look.found().answer().detail())
                : notDone(look.found(), PartnerJobHandler::nothing);
    }

    @Override
    JobResult gaveUp(String why) {
        return JobResult.succeeded("Not compared, until the next round: " + why);
    }

    @Override
    boolean outOfPatience(JobContext context, Booking booking) {
        return time.instant().isAfter(context.job().createdAt().plus(settings.every()));
    }

    private Uni<Void> verified(Work work, Look look) {
        return bookings.update(work, look.booking().id(), current -> {
                    requireUnchanged(look, current);
                    current.verified(time.instant());
                })
                .invoke(() -> count(work, look, "equal"))
                .replaceWithVoid();
    }

    private Uni<Void> apply(Work work, Look look, Comparison comparison, String result) {
        return bookings.update(work, look.booking().id(), current -> requireUnchanged(look, current))
                .chain(() -> dialog.recordFound(
                        look.context(),
                        work,
                        look.booking(),
                        look.found(),
                        look.began(),
                        current -> take(work, current, comparison)))
                .invoke(() -> count(work, look, result));
    }

    private void take(Work work, Booking current, Comparison comparison) {
        var reference = current.partnerSync().reference();
        if (comparison.news() != null) {
            current.learn(reference, comparison.news(), time.instant());
        }
        if (!comparison.surplus().isEmpty()) {
            work.enqueue(jobs.reconcile(current, reference, null));
        } else if (comparison.trouble() == null && current.isComparable(time.instant())) {
            current.verified(time.instant());
        }
    }

    /** Under the booking's lock: a cancellation, a move or news that came in between make the comparison worthless. */
    private void requireUnchanged(Look look, Booking current) {
        if (current.version() != look.booking().version()) {
            meters.counter(METRIC, "partner", look.partner(), "result", "outdated")
                    .increment();
            throw new Outdated("The booking has changed since the look-up; looking again.", soon());
        }
    }

    private void count(Work work, Look look, String result) {
        work.afterCommit(() -> meters.counter(METRIC, "partner", look.partner(), "result", result)
                .increment());
    }
}
