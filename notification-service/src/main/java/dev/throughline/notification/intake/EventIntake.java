package dev.throughline.notification.intake;

import dev.throughline.kit.event.Event;
import dev.throughline.kit.inbox.EventConsumer;
import dev.throughline.kit.inbox.Inbox;
import dev.throughline.kit.inbox.Ordering;
import dev.throughline.kit.time.Ids;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.Work;
import dev.throughline.notification.delivery.DeliveryJobs;
import dev.throughline.notification.notification.Notification;
import dev.throughline.notification.notification.NotificationKind;
import dev.throughline.notification.notification.Notifications;
import dev.throughline.notification.template.PublishedTemplates;
import dev.throughline.notification.template.Senders;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** One event makes one notification and the job that delivers it, in the transaction that claims the event. */
@ApplicationScoped
class EventIntake implements EventConsumer {

    private static final String NAME = "notifications";

    private final Inbox inbox;
    private final Notifications notifications;
    private final PublishedTemplates templates;
    private final DeliveryJobs jobs;
    private final Senders senders;
    private final TimeSource time;

    EventIntake(
            Inbox inbox,
            Notifications notifications,
            PublishedTemplates templates,
            DeliveryJobs jobs,
            Senders senders,
            TimeSource time) {
        this.inbox = inbox;
        this.notifications = notifications;
        this.templates = templates;
        this.jobs = jobs;
        this.senders = senders;
        this.time = time;
    }

    @Incoming(NAME)
    Uni<Void> receive(Message<byte[]> message) {
        return inbox.receive(message, this);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Ordering ordering() {
        return Ordering.none;
    }

    @Override
    public Uni<Void> apply(Work work, Event event) {
        return NotificationKind.after(event.type())
                .map(kind -> notifyOnce(work, event, kind))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    // The claim on an event is forgotten after a while, the notification is not.
    private Uni<Void> notifyOnce(Work work, Event event, NotificationKind kind) {
        return notifications
                .isKnown(event.tenant(), event.id(), kind)
                .chain(known -> known ? Uni.createFrom().voidItem() : queue(work, News.of(event, kind)));
    }

    private Uni<Void> queue(Work work, News news) {
        return owner(news)
                .chain(owner -> notification(news, owner))
                .chain(notification -> notifications.add(work, notification))
                .invoke(added -> work.enqueue(jobs.deliver(added.job(), added.id(), added.booking())))
                .replaceWithVoid();
    }

    private Uni<String> owner(News news) {
        return news.owner() == null
                ? notifications.ownerOf(news.tenant(), news.booking())
                : Uni.createFrom().item(news.owner());
    }

    private Uni<Notification> notification(News news, String owner) {
        return templates
                .current(news.tenant(), news.kind().word())
                .map(version -> notification(news.occasion(owner, version)));
    }

    private Notification notification(Notification.Occasion occasion) {
        var id = Ids.next();
        return Notification.queue(id, occasion, senders.messageId(id, 0), Ids.next(), time.instant());
    }
}
