package dev.throughline.booking.partner;

import dev.throughline.booking.booking.Booking;
import dev.throughline.booking.booking.BookingStatus;
import dev.throughline.booking.booking.Bookings;
import dev.throughline.kit.job.Job;
import dev.throughline.kit.job.NewJob;
import dev.throughline.kit.time.TimeSource;
import jakarta.inject.Singleton;
import java.time.Instant;

/** Ends what the partner holds for a booking that is being cancelled, under all its references, and then the booking. */
@Singleton
class CancelHandler extends ClearingHandler {

    CancelHandler(ReconcileHandler reconciliation, Bookings bookings, PartnerJobs jobs, TimeSource time) {
        super(reconciliation, bookings, jobs, time);
    }

    @Override
    public String kind() {
        return PartnerJobs.CANCEL;
    }

    @Override
    NewJob lookAgain(Job job, Booking booking, Instant settled) {
        return booking.status() == BookingStatus.cancelled ? jobs.reconcile(booking, settled) : null;
    }
}
