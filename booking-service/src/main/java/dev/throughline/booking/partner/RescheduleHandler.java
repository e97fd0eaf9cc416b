package dev.throughline.booking.partner;

import dev.throughline.booking.booking.Booking;
import dev.throughline.booking.booking.Bookings;
import dev.throughline.kit.job.Job;
import dev.throughline.kit.job.NewJob;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.UnitOfWork;
import dev.throughline.kit.work.Work;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;

/**
 * Gets a booking the reservation for the start that it is to move to, under a reference of its own. The one that the booking
 * has is not touched: it is released when this one is confirmed, in the transaction in which the booking moves.
 */
@Singleton
class RescheduleHandler extends ReservingHandler {

    RescheduleHandler(
            Bookings bookings,
            PartnerDialog dialog,
            Partners partners,
            UnitOfWork unitOfWork,
            TimeSource time,
            PartnerJobs jobs) {
        super(bookings, dialog, partners, unitOfWork, time, jobs);
    }

    @Override
    public String kind() {
        return PartnerJobs.RESCHEDULE;
    }

    @Override
    Claim claim(Job job, Booking booking) {
        var reschedule = booking.reschedule();
        if (!reschedule.sync().reference().equals(PartnerJobs.reference(job))) {
            throw new NoLongerNeeded("Nothing to reserve: another start has been asked for since.");
        }
        if (!booking.moving()) {
            throw new NoLongerNeeded("Nothing to reserve: the reschedule is %s.".formatted(reschedule.state()));
        }
        if (reschedule.sync().state() == PartnerState.held) {
            throw new NoLongerNeeded("The partner already holds the new start.");
        }
        return new Claim(reschedule.start(), reschedule.sync());
    }

    @Override
    void refused(Job job, Booking current, String why) {
        current.rescheduleRefused(PartnerJobs.reference(job), why, time.instant());
    }

    /** A start that is only held is asked for until the partner has decided. */
    @Override
    NewJob check(Job job, Booking current, Instant notBefore) {
        return jobs.reconcile(current, PartnerJobs.reference(job), notBefore);
    }

    /** The booking stays where it is; a replay finds nothing to do, for what has failed is asked for anew. */
    @Override
    public Uni<Void> deadLettered(Work work, Job job) {
        return bookings.update(
                        work,
                        PartnerJobs.booking(job),
                        booking -> booking.rescheduleFailed(PartnerJobs.reference(job), job.reason(), time.instant()))
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> replayed(Work work, Job job) {
        return nothing(work);
    }
}
