package dev.throughline.status.projection;

import dev.throughline.kit.event.CloudEvents;
import dev.throughline.kit.event.Event;
import dev.throughline.kit.event.InvalidEvent;
import dev.throughline.kit.inbox.EventConsumer;
import dev.throughline.kit.inbox.Inbox;
import dev.throughline.kit.inbox.Ordering;
import dev.throughline.kit.work.Work;
import dev.throughline.status.freshness.Heartbeats;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Takes in everything that services tell of bookings. Bookings, documents and notifications number their events without a
 * gap and are followed in that order; jobs and uploads tell only a part, and are followed as they come.
 */
@ApplicationScoped
class StatusConsumer implements EventConsumer {

    static final String NAME = "status";

    private final Inbox inbox;
    private final CloudEvents cloudEvents;
    private final Projecting projecting;
    private final EventConsumer loose;
    private final EventConsumer heartbeats;

    StatusConsumer(Inbox inbox, CloudEvents cloudEvents, Projecting projecting, Heartbeats heartbeats) {
        this.inbox = inbox;
        this.cloudEvents = cloudEvents;
        this.projecting = projecting;
        this.loose = new AsTheyCome(NAME, projecting::apply);
        this.heartbeats = new AsTheyCome(NAME, heartbeats::arrived);
    }

    @Incoming(NAME)
    Uni<Void> receive(Message<byte[]> message) {
        return inbox.receive(message, consumerOf(type(message)));
    }

    private EventConsumer consumerOf(String type) {
        if (type.equals(Heartbeats.TYPE)) {
            return heartbeats;
        }
        return type.startsWith("job.") || type.startsWith("upload.") || type.equals("document.extracted")
                ? loose
                : this;
    }

    // Not the routing key: a dead letter that is moved back comes under its queue's name.
    private String type(Message<byte[]> message) {
        try {
            return cloudEvents.read(message.getPayload()).type();
        } catch (InvalidEvent e) {
            return "";
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Ordering ordering() {
        return Ordering.strict;
    }

    @Override
    public Uni<Void> apply(Work work, Event event) {
        return projecting.apply(work, event);
    }
}
