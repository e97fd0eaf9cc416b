package dev.throughline.booking.partner;

import dev.throughline.booking.booking.Booking;
import dev.throughline.booking.booking.Bookings;
import dev.throughline.kit.job.Job;
import dev.throughline.kit.job.JobContext;
import dev.throughline.kit.job.JobResult;
import dev.throughline.kit.job.NewJob;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.UnitOfWork;
import dev.throughline.kit.work.Work;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;

/**
 * Gets a booking a reservation that it claims. Whenever an earlier request may have had its effect, the partner is asked by our
 * own reference before anything is sent again.
 */
abstract class ReservingHandler extends PartnerJobHandler {

    final PartnerJobs jobs;

    ReservingHandler(
            Bookings bookings,
            PartnerDialog dialog,
            Partners partners,
            UnitOfWork unitOfWork,
            TimeSource time,
            PartnerJobs jobs) {
        super(bookings, dialog, partners, unitOfWork, time);
        this.jobs = jobs;
    }

    /**
     * The reservation that {@code booking} claims by {@code job}.
     *
     * @throws NoLongerNeeded if there is none to get
     */
    abstract Claim claim(Job job, Booking booking);

    /** The partner refused the request itself: {@code current} hears of it. */
    abstract void refused(Job job, Booking current, String why);

    /** What looks after the reservation once it is on record. */
    abstract NewJob check(Job job, Booking current, Instant notBefore);

    @Override
    Uni<JobResult> run(JobContext context, Booking booking) {
        var asked = new Asked(context, booking, claim(context.job(), booking));
        return asked.claim().sync().mayExist() ? lookUp(asked) : reserve(asked, null);
    }

    /** One attempt to get {@code claim}, as it was when the attempt began. */
    private record Asked(JobContext context, Booking booking, Claim claim) {

        Job job() {
            return context.job();
        }

        String reference() {
            return claim.reference();
        }
    }

    private Uni<JobResult> lookUp(Asked asked) {
        return dialog.ask(
                        asked.context(),
                        asked.booking(),
                        PartnerRequest.find(asked.reference()),
                        work -> stillNeeded(work, asked, false))
                .chain(found -> lookedUp(asked, found));
    }

    private Uni<JobResult> lookedUp(Asked asked, Exchange found) {
        if (!(found.answer() instanceof PartnerAnswer.Known known)) {
            return result(notDone(found, work -> dialog.record(work, asked.booking(), found, current -> {})));
        }
        return anythingFinished(asked, known.reservations())
                ? result(taken(asked, found, known.reservations()))
                : reserve(asked, found);
    }

    /** A reservation that is only begun waits for us to go on, or to begin anew. */
    private static boolean anythingFinished(Asked asked, List<Reservation> reservations) {
        return !reservations.isEmpty()
                && !Reservations.best(asked.claim().sync(), reservations).begun();
    }

    private Uni<JobResult> reserve(Asked asked, Exchange before) {
        return dialog.ask(
                        asked.context(),
                        asked.booking(),
                        PartnerRequest.reserve(asked.claim()),
                        work -> recordIfAny(work, asked.booking(), before).chain(() -> stillNeeded(work, asked, true)))
                .map(reserved -> reserved(asked, reserved));
    }

    private Uni<Void> recordIfAny(Work work, Booking booking, Exchange before) {
        return before == null ? Uni.createFrom().voidItem() : dialog.record(work, booking, before, current -> {});
    }

    /** Under the booking's lock, so that a cancellation comes either before this or after the request. */
    private Uni<Void> stillNeeded(Work work, Asked asked, boolean sends) {
        return bookings.update(work, asked.booking().id(), current -> {
                    var claim = claim(asked.job(), current);
                    if (sends) {
                        claim.sync().sending(time.instant());
                    }
                })
                .replaceWithVoid();
    }

    private JobResult reserved(Asked asked, Exchange reserved) {
        if (reserved.answer() instanceof PartnerAnswer.Known known) {
            return taken(asked, reserved, known.reservations());
        }
        if (reserved.answer() instanceof PartnerAnswer.Refused refused) {
            return JobResult.refused(
                    refused.detail(),
                    refused.received(),
                    work -> dialog.record(
                            work,
                            asked.booking(),
                            reserved,
                            current -> refused(asked.job(), current, refused.detail())));
        }
        return notDone(
                reserved,
                work -> dialog.record(
                        work,
                        asked.booking(),
                        reserved,
                        current -> current.sync(asked.reference()).ifPresent(sync -> noteEffect(sync, reserved))));
    }

    private void noteEffect(PartnerSync sync, Exchange reserved) {
        if (reserved.answer() instanceof PartnerAnswer.Uncertain) {
            sync.uncertain(time.instant());
        } else {
            sync.withoutEffect();
        }
    }

    /** The partner has reservations for us: takes the best of them, and has the rest looked after. */
    private JobResult taken(Asked asked, Exchange exchange, List<Reservation> reservations) {
        var best = Reservations.best(asked.claim().sync(), reservations);
        var rejected = best.state() == Reservation.State.rejected;
        var detail = "Reservation %s is %s.".formatted(best.id(), best.state());
        var received = exchange.answer().received();
        return rejected
                ? JobResult.refused(detail, received, work -> take(work, asked, exchange, best))
                : JobResult.succeeded(detail, received, work -> take(work, asked, exchange, best));
    }

    private Uni<Void> take(Work work, Asked asked, Exchange exchange, Reservation best) {
        return dialog.record(
                        work,
                        asked.booking(),
                        exchange,
                        current -> current.learn(asked.reference(), best, time.instant()))
                .chain(() -> bookings.findById(asked.booking().id()))
                .invoke(current -> verifyLater(work, asked.job(), current))
                .replaceWithVoid();
    }

    /** A partner may make two of one request, or make one late: looked up once soon, and once when all has settled. */
    private void verifyLater(Work work, Job job, Booking current) {
        var soon =
                time.instant().plus(partners.named(current.partner()).settings().verifyAfter());
        work.enqueue(check(job, current, soon));
        var settled = settledAt(current);
        if (settled != null) {
            work.enqueue(check(job, current, settled.isAfter(soon) ? settled : soon.plusSeconds(1)));
        }
    }
}
