package dev.throughline.booking.partner;

import dev.throughline.booking.booking.Booking;
import dev.throughline.booking.booking.BookingStatus;
import dev.throughline.booking.booking.Bookings;
import dev.throughline.kit.job.Job;
import dev.throughline.kit.job.JobContext;
import dev.throughline.kit.job.JobLedger;
import dev.throughline.kit.job.JobResult;
import dev.throughline.kit.job.Outcome;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.UnitOfWork;
import dev.throughline.kit.work.Work;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Makes what the partner holds for a booking equal to what the booking needs: one live reservation, or none. Looks first,
 * cancels what is too much, and never the one that the customer was told of.
 */
@Singleton
class ReconcileHandler extends PartnerJobHandler {

    private final JobLedger jobLedger;

    ReconcileHandler(
            Bookings bookings,
            PartnerDialog dialog,
            Partners partners,
            UnitOfWork unitOfWork,
            TimeSource time,
            JobLedger jobLedger) {
        super(bookings, dialog, partners, unitOfWork, time);
        this.jobLedger = jobLedger;
    }

    @Override
    public String kind() {
        return PartnerJobs.RECONCILE;
    }

    @Override
    Uni<JobResult> run(JobContext context, Booking booking) {
        return unitOfWork
                .read(booking.tenant(), session -> reserving(session, booking))
                .chain(reserving -> reserving
                        ? shortly("Waits for the request to the partner that is under way.")
                        : lookUp(Look.first(context, booking), PartnerJobHandler::nothing));
    }

    private Uni<Boolean> reserving(Mutiny.Session session, Booking booking) {
        var subject = booking.aggregate();
        return jobLedger
                .isRunning(session, subject, PartnerJobs.RESERVE)
                .chain(running -> running
                        ? Uni.createFrom().item(true)
                        : jobLedger.isRunning(session, subject, PartnerJobs.RESCHEDULE));
    }

    /**
     * A look at what the partner has under one reference of a booking.
     *
     * @param further what is looked at after it
     */
    private record Look(JobContext context, Booking booking, String reference, List<String> further) {

        /**
         * At the one reference that the job is about; without one at all of them, that of the booking's start last. The start
         * that it is to move to has jobs of its own.
         */
        static Look first(JobContext context, Booking booking) {
            var only = PartnerJobs.reference(context.job());
            if (only != null) {
                return new Look(context, booking, only, List.of());
            }
            var all = new ArrayList<>(booking.formerReferences());
            all.add(booking.partnerSync().reference());
            return new Look(context, booking, all.get(0), all.subList(1, all.size()));
        }

        Look next() {
            return new Look(context, booking, further.get(0), further.subList(1, further.size()));
        }

        /** Whether there is nothing anywhere if there is nothing here. */
        boolean completes() {
            return PartnerJobs.reference(context.job()) == null && further.isEmpty();
        }

        boolean atCurrent() {
            return booking.partnerSync().reference().equals(reference);
        }

        Reservation kept(List<Reservation> reservations) {
            return reservations.isEmpty() || !booking.wantsReservation(reference)
                    ? null
                    : Reservations.best(booking.sync(reference).orElseThrow(), reservations);
        }
    }

    private Uni<JobResult> lookUp(Look look, Function<Work, Uni<Void>> before) {
        return dialog.ask(look.context(), look.booking(), PartnerRequest.find(look.reference()), before)
                .chain(found -> lookedUp(look, found));
    }

    private Uni<JobResult> lookedUp(Look look, Exchange found) {
        if (!(found.answer() instanceof PartnerAnswer.Known known)) {
            return result(notDone(found, work -> dialog.record(work, look.booking(), found, current -> {})));
        }
        var kept = look.kept(known.reservations());
        var surplus = known.reservations().stream()
                .filter(Reservation::live)
                .filter(reservation -> !reservation.equals(kept))
                .toList();
        return cancel(look, found, kept, surplus);
    }

    /** Cancels the surplus one by one; the look-up, or the cancellation before, is recorded as each is announced. */
    private Uni<JobResult> cancel(Look look, Exchange last, Reservation kept, List<Reservation> surplus) {
        if (surplus.isEmpty()) {
            return look.further().isEmpty()
                    ? result(settled(look, last, kept))
                    : lookUp(look.next(), work -> settle(work, look, last, kept));
        }
        var unwanted = surplus.get(0);
        return dialog.ask(
                        look.context(),
                        look.booking(),
                        PartnerRequest.cancel(unwanted, look.reference()),
                        work -> dialog.record(
                                work,
                                look.booking(),
                                last,
                                current -> requireUnwanted(current, look.reference(), unwanted)))
                .chain(cancelled -> cancelled.answer() instanceof PartnerAnswer.Known
                        ? cancel(look, cancelled, kept, surplus.subList(1, surplus.size()))
                        : result(notCancelled(look.booking(), cancelled)));
    }

    /** The booking may have taken this very reservation since it was looked up. */
    private static void requireUnwanted(Booking current, String reference, Reservation surplus) {
        if (current.wantsReservation(reference)) {
            var taken = current.sync(reference).orElseThrow().reservationId();
            if (taken == null || surplus.id().equals(taken)) {
                throw new IllegalStateException("The booking has changed since the look-up; looking again.");
            }
        }
    }

    /** Refused, it is most likely cancelled already: the next look-up tells. */
    private JobResult notCancelled(Booking booking, Exchange cancelled) {
        return new JobResult.NotDone(
                cancelled.outcome(),
                cancelled.answer().detail(),
                cancelled.answer().received(),
                true,
                null,
                work -> dialog.record(work, booking, cancelled, current -> {}));
    }

    private JobResult settled(Look look, Exchange last, Reservation kept) {
        var booking = look.booking();
        if (kept != null && kept.begun()) {
            return begun(look, last, kept);
        }
        if (kept == null && look.atCurrent() && booking.status() == BookingStatus.confirmed) {
            return lost(booking, last);
        }
        if (kept != null && kept.state() == Reservation.State.held && booking.awaits(look.reference())) {
            return held(look, last, kept);
        }
        return JobResult.succeeded(
                kept == null
                        ? "The partner holds nothing for it under %s.".formatted(look.reference())
                        : "Reservation %s is %s, and the only one.".formatted(kept.id(), kept.state()),
                last.answer().received(),
                work -> settle(work, look, last, kept));
    }

    /** Whatever makes reservations goes on from it; here it is only left alone. */
    private JobResult begun(Look look, Exchange last, Reservation kept) {
        var booking = look.booking();
        return look.atCurrent() && booking.status() == BookingStatus.confirmed
                ? lost(booking, last)
                : JobResult.succeeded(
                        "Reservation %s is only begun.".formatted(kept.id()),
                        last.answer().received(),
                        work -> settle(work, look, last, kept));
    }

    private Uni<Void> settle(Work work, Look look, Exchange last, Reservation kept) {
        return dialog.record(work, look.booking(), last, current -> {
            if (kept != null && kept.begun()) {
                return;
            }
            if (kept != null) {
                current.learn(look.reference(), kept, time.instant());
                noteVerified(look, current, kept);
            } else if (look.completes()) {
                current.cancellationDone(time.instant());
            }
        });
    }

    private void noteVerified(Look look, Booking current, Reservation kept) {
        if (look.completes() && kept.state() == Reservation.State.confirmed) {
            current.verified(time.instant());
        }
    }

    private JobResult lost(Booking booking, Exchange last) {
        return new JobResult.NotDone(
                Outcome.rejected,
                "The booking is confirmed, but the partner has no reservation under its reference.",
                last.answer().received(),
                false,
                null,
                work -> dialog.record(work, booking, last, current -> {}));
    }

    private JobResult held(Look look, Exchange last, Reservation kept) {
        if (outOfPatience(look.context(), look.booking())) {
            return new JobResult.NotDone(
                    Outcome.failed,
                    "The partner still only holds reservation %s.".formatted(kept.id()),
                    last.answer().received(),
                    false,
                    null,
                    work -> settle(work, look, last, kept));
        }
        var poll = partners.named(look.booking().partner()).settings().holdPoll();
        return new JobResult.Snoozed(
                time.instant().plus(poll),
                "The partner holds reservation %s and has not confirmed it yet.".formatted(kept.id()),
                last.answer().received(),
                work -> settle(work, look, last, kept));
    }

    /** Gives the new start up if the job was about it. */
    @Override
    public Uni<Void> deadLettered(Work work, Job job) {
        return bookings.update(work, PartnerJobs.booking(job), booking -> gaveUp(booking, job))
                .replaceWithVoid();
    }

    private void gaveUp(Booking booking, Job job) {
        var reference = PartnerJobs.reference(job);
        if (booking.awaits(reference) && booking.moving()) {
            booking.rescheduleFailed(reference, job.reason(), time.instant());
        } else {
            booking.needsAttention(job.reason(), job.id(), time.instant());
        }
    }
}
