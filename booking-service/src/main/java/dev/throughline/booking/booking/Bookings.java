package dev.throughline.booking.booking;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.booking.partner.PartnerChanges;
import dev.throughline.booking.partner.PartnerJobs;
import dev.throughline.kit.event.NewEvent;
import dev.throughline.kit.job.NewJob;
import dev.throughline.kit.time.Ids;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.Work;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** All bookings. What is done to one here is done in the caller's unit of work, its events included. */
@ApplicationScoped
public class Bookings implements PanacheRepositoryBase<Booking, UUID> {

    private static final int SCHEMA_VERSION = 1;

    private final ObjectMapper json;
    private final TimeSource time;
    private final PartnerJobs jobs;
    private final PartnerChanges changes;

    Bookings(ObjectMapper json, TimeSource time, PartnerJobs jobs, PartnerChanges changes) {
        this.changes = changes;
        this.json = json;
        this.jobs = jobs;
        this.time = time;
    }

    /** Stores a new booking and publishes what it recorded. */
    public Uni<Booking> add(Work work, Booking booking) {
        return persist(booking).invoke(stored -> publish(work, stored));
    }

    /**
     * Loads the booking under a row lock, lets {@code change} decide, and publishes what it recorded. Answers
     * {@code null} if the unit of work's tenant has no such booking.
     */
    public Uni<Booking> update(Work work, UUID id, Consumer<Booking> change) {
        return findById(id, LockModeType.PESSIMISTIC_WRITE)
                .map(found ->
                        found != null && found.tenant().equals(work.origin().tenant()) ? found : null)
                .onItem()
                .ifNotNull()
                .invoke(change)
                .onItem()
                .ifNotNull()
                .invoke(changed -> publish(work, changed));
    }

    /** Says of bookings of the unit of work's tenant when they were last due for a comparison with the partner. */
    public Uni<Integer> dueForComparison(List<UUID> ids, Instant at) {
        return ids.isEmpty()
                ? Uni.createFrom().item(0)
                : update("update Booking set lastComparedAt = ?1 where id in ?2", at, ids);
    }

    /** Publishes what {@code booking} has recorded since it was loaded, and enqueues what must follow at the partner. */
    public void publish(Work work, Booking booking) {
        var recorded = booking.takeRecorded();
        if (!recorded.isEmpty()) {
            work.afterCommit(() -> changes.changed(booking.partner()));
        }
        recorded.forEach(each -> work.publish(event(booking, each)));
        booking.takeReleases().forEach(release -> work.enqueue(job(booking, release)));
    }

    private NewJob job(Booking booking, Release release) {
        return release.reference() == null ? jobs.cancel(booking) : jobs.release(booking, release.reference());
    }

    private NewEvent event(Booking booking, Booking.Recorded recorded) {
        return new NewEvent(
                Ids.next(),
                recorded.type(),
                SCHEMA_VERSION,
                booking.aggregate(),
                recorded.version(),
                time.instant(),
                json.valueToTree(recorded.data()));
    }
}
