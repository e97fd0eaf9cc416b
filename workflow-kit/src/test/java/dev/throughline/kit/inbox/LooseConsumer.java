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
class LooseConsumer implements EventConsumer {

    private final Inbox inbox;
    private final AppliedEvents applied;

    LooseConsumer(Inbox inbox, AppliedEvents applied) {
        this.inbox = inbox;
        this.applied = applied;
    }

    @Incoming("loose")
    Uni<Void> receive(Message<byte[]> message) {
        return inbox.receive(message, this);
    }

    @Override
    public String name() {
        return "loose";
    }

    @Override
    public Ordering ordering() {
        return Ordering.none;
    }

    @Override
    public Uni<Void> apply(Work work, Event event) {
        return applied.apply(name(), work, event);
    }
}
