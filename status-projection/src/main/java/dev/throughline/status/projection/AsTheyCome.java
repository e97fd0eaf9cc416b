package dev.throughline.status.projection;

import dev.throughline.kit.event.Event;
import dev.throughline.kit.inbox.EventConsumer;
import dev.throughline.kit.inbox.Ordering;
import dev.throughline.kit.work.Work;
import io.smallrye.mutiny.Uni;
import java.util.function.BiFunction;

/** Those events of a channel whose order does not matter: each once, under the name of the channel's consumer. */
record AsTheyCome(String name, BiFunction<Work, Event, Uni<Void>> effect) implements EventConsumer {

    @Override
    public Ordering ordering() {
        return Ordering.none;
    }

    @Override
    public Uni<Void> apply(Work work, Event event) {
        return effect.apply(work, event);
    }
}
