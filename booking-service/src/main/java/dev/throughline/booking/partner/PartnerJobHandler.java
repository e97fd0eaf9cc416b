package dev.throughline.booking.partner;

import dev.throughline.booking.booking.Booking;
import dev.throughline.booking.booking.Bookings;
import dev.throughline.kit.job.Effect;
import dev.throughline.kit.job.Job;
import dev.throughline.kit.job.JobContext;
import dev.throughline.kit.job.JobHandler;
import dev.throughline.kit.job.JobResult;
import dev.throughline.kit.job.Outcome;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.UnitOfWork;
import dev.throughline.kit.work.Work;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/** What all jobs that speak to a partner about one booking share: loading it, leaving a failing partner alone, giving up. */
abstract class PartnerJobHandler implements JobHandler {

    private static final Duration SHORTLY = Duration.ofMillis(500);

    final Bookings bookings;
    final PartnerDialog dialog;
    final Partners partners;
    final UnitOfWork unitOfWork;
    final TimeSource time;

    PartnerJobHandler(
            Bookings bookings, PartnerDialog dialog, Partners partners, UnitOfWork unitOfWork, TimeSource time) {
        this.bookings = bookings;
        this.dialog = dialog;
        this.partners = partners;
        this.unitOfWork = unitOfWork;
        this.time = time;
    }

    /** What a job of ours does can be found at the partner by our reference. */
    @Override
    public Effect effect() {
        return Effect.findable;
    }

    @Override
    public Uni<JobResult> run(JobContext context) {
        return unitOfWork
                .read(context.job().tenant(), session -> bookings.findById(PartnerJobs.booking(context.job())))
                .chain(booking -> unlessLeftAlone(context, booking))
                .onFailure(NoLongerNeeded.class)
                .recoverWithItem(reason -> JobResult.succeeded(reason.getMessage()));
    }

    /** Does the job, knowing that the partner may be asked now. */
    abstract Uni<JobResult> run(JobContext context, Booking booking);

    private Uni<JobResult> unlessLeftAlone(JobContext context, Booking booking) {
        var partner = partners.named(booking.partner());
        return partner.untilAsked()
                .chain(wait -> wait.isZero() ? run(context, booking) : leaveAlone(context, booking, partner, wait));
    }

    private Uni<JobResult> leaveAlone(JobContext context, Booking booking, Partner partner, Duration wait) {
        if (outOfPatience(context, booking)) {
            return result(gaveUp("The partner has failed for too long: %s".formatted(partner.breakerReason())));
        }
        var until = time.instant().plus(wait);
        return result(JobResult.snoozed(
                until,
                "Partner %s is left alone until %s: %s".formatted(partner.id(), until, partner.breakerReason())));
    }

    /** The partner could not be asked for as long as we have patience. */
    JobResult gaveUp(String why) {
        return new JobResult.NotDone(Outcome.failed, why, null, false, null, PartnerJobHandler::nothing);
    }

    boolean outOfPatience(JobContext context, Booking booking) {
        var patience = partners.named(booking.partner()).settings().patience();
        return time.instant().isAfter(context.job().createdAt().plus(patience));
    }

    Uni<JobResult> shortly(String why) {
        return result(JobResult.snoozed(soon(), why));
    }

    Instant soon() {
        return time.instant().plus(SHORTLY);
    }

    @Override
    public Uni<Void> deadLettered(Work work, Job job) {
        return bookings.update(
                        work,
                        PartnerJobs.booking(job),
                        booking -> booking.needsAttention(job.reason(), job.id(), time.instant()))
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> replayed(Work work, Job job) {
        return bookings.update(work, PartnerJobs.booking(job), booking -> booking.attended(time.instant()))
                .replaceWithVoid();
    }

    static Uni<JobResult> result(JobResult result) {
        return Uni.createFrom().item(result);
    }

    static Uni<Void> nothing(Work work) {
        return Uni.createFrom().voidItem();
    }

    /** The result of a request that did not bring the answer we need: tried again, after a look-up where that is needed. */
    static JobResult notDone(Exchange exchange, Function<Work, Uni<Void>> effect) {
        return new JobResult.NotDone(
                exchange.outcome(),
                exchange.answer().detail(),
                exchange.answer().received(),
                true,
                null,
                effect);
    }

    /** When no request that we gave up can have an effect any more; {@code null} if there was none. */
    Instant settledAt(Booking booking) {
        var reschedule = booking.reschedule();
        var uncertain = PartnerSync.later(
                booking.partnerSync().uncertainAt(),
                reschedule == null ? null : reschedule.sync().uncertainAt());
        return uncertain == null
                ? null
                : uncertain.plus(partners.named(booking.partner()).settings().settleTime());
    }
}
