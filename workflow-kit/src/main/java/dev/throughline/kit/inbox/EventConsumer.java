package dev.throughline.kit.inbox;

import dev.throughline.kit.event.Event;
import dev.throughline.kit.work.Work;
import io.smallrye.mutiny.Uni;

/**
 * Something a service does when events arrive. An application-scoped bean, which also has the channel's method:
 *
 * <pre>
 * &#64;Incoming("bookings")
 * Uni&lt;Void&gt; receive(Message&lt;byte[]&gt; message) {
 *     return inbox.receive(message, this);
 * }
 * </pre>
 *
 * Delivery is at least once; the effect is applied exactly once, because it commits together with the claim on the event.
 */
public interface EventConsumer {

    /** The name of the channel, and the name under which events are claimed; must not change once it is in use. */
    String name();

    Ordering ordering();

    /**
     * The effect of {@code event}, in the transaction that claims it, for the event's tenant. An event that does not concern
     * the consumer is answered with an empty {@code Uni}. A failure rolls everything back: if the database is away it is
     * tried again until it is back, otherwise the event is redelivered a few times and then dead-lettered.
     */
    Uni<Void> apply(Work work, Event event);
}
