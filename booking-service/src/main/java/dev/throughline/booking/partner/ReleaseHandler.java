package dev.throughline.booking.partner;

import dev.throughline.booking.booking.Booking;
import dev.throughline.booking.booking.Bookings;
import dev.throughline.kit.job.Job;
import dev.throughline.kit.job.NewJob;
import dev.throughline.kit.time.TimeSource;
import jakarta.inject.Singleton;
import java.time.Instant;

/**
 * Ends what the partner holds under a reference that a booking has left or never came to need. The booking's own reservation
 * is under another reference, and safe from it.
 */
@Singleton
class ReleaseHandler extends ClearingHandler {

    ReleaseHandler(ReconcileHandler reconciliation, Bookings bookings, PartnerJobs jobs, TimeSource time) {
        super(reconciliation, bookings, jobs, time);
    }

    @Override
    public String kind() {
        return PartnerJobs.RELEASE;
    }

    @Override
    NewJob lookAgain(Job job, Booking booking, Instant settled) {
        return jobs.reconcile(booking, PartnerJobs.reference(job), settled);
    }
}
