package dev.throughline.kit.inbox;

import dev.throughline.kit.event.Event;
import dev.throughline.kit.work.Work;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The effect of the tests' consumers: a row per event; it fails for the events it was told to fail for. */
@ApplicationScoped
public class AppliedEvents {

    private final Map<String, AtomicInteger> failures = new ConcurrentHashMap<>();

    /** Fails for the event from now on. */
    public void failFor(String eventId) {
        failures.put(eventId, new AtomicInteger());
    }

    /** Does not fail for the event any more; answers how often it has failed. */
    public int heal(String eventId) {
        return failures.remove(eventId).get();
    }

    public int failuresOf(String eventId) {
        return failures.get(eventId).get();
    }

    Uni<Void> apply(String consumer, Work work, Event event) {
        return work.session()
                .createNativeQuery(
                        "insert into applied_event (consumer, tenant, aggregate, sequence, event) values (?1, ?2, ?3, ?4, ?5)")
                .setParameter(1, consumer)
                .setParameter(2, event.tenant())
                .setParameter(3, event.aggregate())
                .setParameter(4, event.sequence())
                .setParameter(5, event.id())
                .executeUpdate()
                .invoke(() -> failIfAsked(event))
                .replaceWithVoid();
    }

    private void failIfAsked(Event event) {
        var count = failures.get(event.id());
        if (count != null) {
            count.incrementAndGet();
            throw new IllegalStateException("poison in " + event.aggregate());
        }
    }
}
