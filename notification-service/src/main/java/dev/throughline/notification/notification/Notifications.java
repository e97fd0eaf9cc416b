package dev.throughline.notification.notification;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.kit.event.NewEvent;
import dev.throughline.kit.time.Ids;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.Work;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** All notifications. What is done to one here is done in the caller's unit of work, its events included. */
@ApplicationScoped
public class Notifications implements PanacheRepositoryBase<Notification, UUID> {

    private static final int SCHEMA_VERSION = 1;
    private static final List<String> FINAL_NEWS =
            List.of(NotificationKind.BOOKING_CANCELLED.word(), NotificationKind.BOOKING_REJECTED.word());
    private static final List<NotificationState> TOLD =
            List.of(NotificationState.sending, NotificationState.sent, NotificationState.unknown);

    private final ObjectMapper json;
    private final TimeSource time;

    Notifications(ObjectMapper json, TimeSource time) {
        this.json = json;
        this.time = time;
    }

    /** Stores a new notification and publishes what it recorded. */
    public Uni<Notification> add(Work work, Notification notification) {
        return persist(notification).invoke(stored -> publish(work, stored));
    }

    /**
     * Loads the notification under a row lock, lets {@code change} decide, and publishes what it recorded. Answers
     * {@code null} if the unit of work's tenant has no such notification.
     */
    public Uni<Notification> update(Work work, UUID id, Consumer<Notification> change) {
        return find("id = ?1 and tenant = ?2", id, work.origin().tenant())
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .firstResult()
                .onItem()
                .ifNotNull()
                .invoke(change)
                .onItem()
                .ifNotNull()
                .invoke(changed -> publish(work, changed));
    }

    /** The tenant's notification with this id, or {@code null}. */
    public Uni<Notification> of(String tenant, UUID id) {
        return find("id = ?1 and tenant = ?2", id, tenant).firstResult();
    }

    /**
     * The job that delivers this notification of the unit of work's tenant, or {@code null} if there is none such. Loads nothing
     * else, so that {@link #update} in the same session sees the notification as it is under its lock.
     */
    Uni<UUID> jobOf(Work work, UUID id) {
        return work.session()
                .createQuery("select n.job from Notification n where n.id = ?1 and n.tenant = ?2", UUID.class)
                .setParameter(1, id)
                .setParameter(2, work.origin().tenant())
                .getSingleResultOrNull();
    }

    /** Whether this event has led to a notification of this kind before, however long ago. */
    public Uni<Boolean> isKnown(String tenant, String sourceEvent, NotificationKind kind) {
        return count("tenant = ?1 and sourceEvent = ?2 and kind = ?3", tenant, sourceEvent, kind.word())
                .map(found -> found > 0);
    }

    /** Whose booking it is, as far as an earlier notification knows; {@code null} if none does. */
    public Uni<String> ownerOf(String tenant, UUID booking) {
        return find("tenant = ?1 and booking = ?2 and owner is not null order by id", tenant, booking)
                .firstResult()
                .map(found -> found == null ? null : found.owner());
    }

    /** Whether the person has been told of a later event that ended the booking. */
    public Uni<Boolean> isOutdated(Notification notification) {
        if (!notification.kind().ofBooking()) {
            return Uni.createFrom().item(false);
        }
        return count(
                        "tenant = ?1 and booking = ?2 and kind in ?3 and sourceSequence > ?4 and state in ?5",
                        notification.tenant(),
                        notification.booking(),
                        FINAL_NEWS,
                        notification.sourceSequence(),
                        TOLD)
                .map(found -> found > 0);
    }

    private void publish(Work work, Notification notification) {
        notification.takeRecorded().forEach(recorded -> work.publish(event(notification, recorded)));
    }

    private NewEvent event(Notification notification, Notification.Recorded recorded) {
        return new NewEvent(
                Ids.next(),
                recorded.type(),
                SCHEMA_VERSION,
                notification.aggregate(),
                recorded.version(),
                time.instant(),
                json.valueToTree(recorded.data()));
    }
}
