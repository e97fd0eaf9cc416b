package dev.throughline.booking.partner;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.booking.booking.Booking;
import dev.throughline.kit.job.Job;
import dev.throughline.kit.job.NewJob;
import dev.throughline.kit.time.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.UUID;

/** The jobs that speak to partners, and how to ask for one. Each has the key {@code partner/<id>}, to be limited or paused by. */
@ApplicationScoped
public class PartnerJobs {

    static final String RESERVE = "partner.reserve";
    static final String CANCEL = "partner.cancel";
    static final String RECONCILE = "partner.reconcile";
    static final String RESCHEDULE = "partner.reschedule";
    static final String RELEASE = "partner.release";
    static final String VERIFY = "partner.verify";

    private final ObjectMapper json;

    PartnerJobs(ObjectMapper json) {
        this.json = json;
    }

    /** Gets the reservation that {@code booking} needs. */
    public NewJob reserve(Booking booking) {
        return job(RESERVE, booking, null, null);
    }

    /** Ends what the partner holds for {@code booking}, and then the booking. */
    public NewJob cancel(Booking booking) {
        return job(CANCEL, booking, null, null);
    }

    /** Gets the reservation for the start that {@code booking} is to move to. */
    public NewJob reschedule(Booking booking) {
        return job(RESCHEDULE, booking, booking.reschedule().sync().reference(), null);
    }

    /** Ends what the partner holds under {@code reference}, which {@code booking} does not need any more. */
    public NewJob release(Booking booking, String reference) {
        return job(RELEASE, booking, reference, null);
    }

    /** Compares what the partner holds with what {@code booking} needs, and cancels what is too much. */
    public NewJob reconcile(Booking booking, Instant notBefore) {
        return job(RECONCILE, booking, null, notBefore);
    }

    /** The same for what the partner holds under one {@code reference} only. */
    public NewJob reconcile(Booking booking, String reference, Instant notBefore) {
        return job(RECONCILE, booking, reference, notBefore);
    }

    /** Compares what {@code partner} shows with what we know of a booking. Everything else comes first. */
    public NewJob verify(UUID booking, String partner) {
        var payload = json.createObjectNode().put("booking", booking.toString());
        var subject = "booking/" + booking;
        return new NewJob(Ids.next(), VERIFY, subject, payload, null)
                .withKey(key(partner))
                .withPriority(NewJob.LOWEST)
                .unique(subject);
    }

    private NewJob job(String kind, Booking booking, String reference, Instant notBefore) {
        var payload = json.createObjectNode().put("booking", booking.id().toString());
        if (reference != null) {
            payload.put("reference", reference);
        }
        return new NewJob(Ids.next(), kind, booking.aggregate(), payload, notBefore).withKey(key(booking.partner()));
    }

    private static String key(String partner) {
        return "partner/" + partner;
    }

    /** The booking that a job of ours is about. */
    static UUID booking(Job job) {
        return UUID.fromString(job.payload().path("booking").asText());
    }

    /** The one reference that a job of ours is about; {@code null} for all that the booking has. */
    static String reference(Job job) {
        return job.payload().path("reference").textValue();
    }
}
