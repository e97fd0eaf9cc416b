package dev.throughline.booking.partner;

import dev.throughline.booking.booking.Booking;
import dev.throughline.booking.booking.BookingStatus;
import dev.throughline.booking.booking.Bookings;
import dev.throughline.kit.job.Job;
import dev.throughline.kit.job.NewJob;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.UnitOfWork;
import jakarta.inject.Singleton;
import java.time.Instant;

/** Gets a new booking its reservation. */
@Singleton
class ReserveHandler extends ReservingHandler {

    ReserveHandler(
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
        return PartnerJobs.RESERVE;
    }

    @Override
    Claim claim(Job job, Booking booking) {
        if (booking.status() != BookingStatus.pending) {
            throw new NoLongerNeeded("Nothing to reserve: the booking is %s.".formatted(booking.status()));
        }
        if (booking.partnerSync().state() == PartnerState.held) {
            throw new NoLongerNeeded("The partner already holds it.");
        }
        return new Claim(booking.start(), booking.partnerSync());
    }

    @Override
    void refused(Job job, Booking current, String why) {
        current.refused(why, time.instant());
    }

    @Override
    NewJob check(Job job, Booking current, Instant notBefore) {
        return jobs.reconcile(current, notBefore);
    }
}
