package dev.throughline.kit.inbox;

import dev.throughline.kit.broker.EventTest;
import dev.throughline.kit.event.Event;
import dev.throughline.kit.work.Work;
import io.quarkus.arc.properties.IfBuildProperty;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

@ApplicationScoped
@IfBuildProperty(name = EventTest.CONSUMERS, stringValue = "true")
class OrderedConsumer implements EventConsumer {

    private final Inbox inbox;
    private final AppliedEvents applied;

    OrderedConsumer(Inbox inbox, AppliedEvents applied) {
        this.inbox = inbox;
        this.applied = applied;
    }

    @Incoming("ordered")
    Uni<Void> receive(Message<byte[]> message) {
        return inbox.receive(message, this);
    }

    @Override
    public String name() {
        return "ordered";
    }

    @Override
    public Ordering ordering() {
        return Ordering.strict;
    }

    @Override
    public Uni<Void> apply(Work work, Event event) {
        return applied.apply(name(), work, event);
    }
}
