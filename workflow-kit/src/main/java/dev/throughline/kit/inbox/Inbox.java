package dev.throughline.kit.inbox;

import dev.throughline.kit.broker.Backoff;
import dev.throughline.kit.event.CloudEvents;
import dev.throughline.kit.event.Event;
import dev.throughline.kit.event.InvalidEvent;
import dev.throughline.kit.job.OwnContext;
import dev.throughline.kit.problem.Outages;
import dev.throughline.kit.work.Origin;
import dev.throughline.kit.work.UnitOfWork;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.rabbitmq.IncomingRabbitMQMessage;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * Receives events: at least once on the wire, once in effect.
 *
 * <ul>
 *   <li>The claim on an event and its effect are one transaction, for the event's tenant. A duplicate is acknowledged
 *       without effect.
 *   <li>With {@link Ordering#strict} the events of one aggregate are applied by their sequence: one that comes too early is
 *       kept in the database until its turn, one that comes late is stale.
 *   <li>While the database is away, events are held and tried again; that uses up none of their deliveries.
 *   <li>An event whose effect fails is redelivered after growing waits. After the last delivery it is in the dead-letter
 *       queue with the reason in a header, and with strict ordering its aggregate is parked: later events of it wait, other
 *       aggregates go on. Moved back into the queue it is applied, and those that waited follow.
 *   <li>What is no event at all goes to the dead-letter queue at once.
 * </ul>
 */
@ApplicationScoped
public class Inbox {

    private static final Logger LOG = Logger.getLogger(Inbox.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(200);
    private static final Duration LAST_RETRY = Duration.ofSeconds(5);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(10);
    private static final int EARLY = 100;

    private final CloudEvents cloudEvents;
    private final ConsumerChannels channels;
    private final Consumers consumers;
    private final Applying applying;
    private final Waiting waiting;
    private final Settling settling;
    private final InboxStore store;
    private final UnitOfWork unitOfWork;
    private final OwnContext ownContext;
    private final InboxSettings settings;
    private final Lanes lanes;
    private volatile boolean open = true;

    Inbox(
            CloudEvents cloudEvents,
            ConsumerChannels channels,
            Consumers consumers,
            Applying applying,
            Waiting waiting,
            Settling settling,
            InboxStore store,
            UnitOfWork unitOfWork,
            OwnContext ownContext,
            InboxSettings settings) {
        this.cloudEvents = cloudEvents;
        this.channels = channels;
        this.consumers = consumers;
        this.applying = applying;
        this.waiting = waiting;
        this.settling = settling;
        this.store = store;
        this.unitOfWork = unitOfWork;
        this.ownContext = ownContext;
        this.settings = settings;
        this.lanes = new Lanes(settings.concurrency());
    }

    /**
     * Takes over a message for {@code consumer}. The answer comes at once, so that one event does not hold up the others of
     * the channel; the message is acknowledged, given back or dead-lettered when its fate is decided. How many are under way
     * is bounded by the channel's {@code max-outstanding-messages}.
     *
     * @throws IllegalArgumentException if the message does not come from the RabbitMQ connector
     */
    public Uni<Void> receive(Message<?> message, EventConsumer consumer) {
        var delivery = delivery(message, consumer);
        if (delivery == null || !open) {
            return done();
        }
        try {
            take(consumer, Received.of(cloudEvents.read(delivery.body()), delivery), delivery);
            return done();
        } catch (InvalidEvent e) {
            LOG.errorf(
                    "A message in %s is no event (%s) and goes to the dead-letter queue; its id is %s.",
                    delivery.queue(), e.getMessage(), delivery.properties().getMessageId());
            return settling.deadLetter(delivery, "not an event: " + e.getMessage());
        }
    }

    /** Applies what need wait no longer, behind what is already under way for the aggregate. Never fails. */
    Uni<Void> drain(EventConsumer consumer, String tenant, String aggregate) {
        return Uni.createFrom()
                .emitter(emitter -> lanes.submit(
                        lane(consumer, aggregate),
                        () -> waiting.drain(consumer, tenant, aggregate).eventually(() -> emitter.complete(null))));
    }

    /** Begins nothing more and lets end what is under way; what does not end is delivered again to somebody else. */
    void stop(@Observes @Priority(EARLY) ShutdownEvent event) throws InterruptedException {
        open = false;
        var deadline = System.nanoTime() + settings.drain().toNanos();
        while (lanes.running() > 0 && System.nanoTime() < deadline) {
            Thread.sleep(10);
        }
    }

    private Delivery delivery(Message<?> message, EventConsumer consumer) {
        if (!(message instanceof IncomingRabbitMQMessage<?> incoming)) {
            throw new IllegalArgumentException(
                    "Consumer %s was given a %s; it must take the message itself, as Message<byte[]>, from the RabbitMQ connector."
                            .formatted(consumer.name(), message.getClass().getName()));
        }
        var raw = incoming.message;
        var channel = channels.channelOf(raw.consumerTag());
        return channel == null
                ? null
                : new Delivery(
                        channel,
                        raw.envelope().getDeliveryTag(),
                        consumers.queueOf(consumer.name()),
                        (com.rabbitmq.client.AMQP.BasicProperties) raw.properties(),
                        raw.body().getBytes(),
                        Delivery.redeliveries((com.rabbitmq.client.AMQP.BasicProperties) raw.properties()));
    }

    private void take(EventConsumer consumer, Received received, Delivery delivery) {
        lanes.submit(lane(consumer, received.event().aggregate()), () -> process(consumer, received, delivery));
    }

    private static String lane(EventConsumer consumer, String aggregate) {
        return consumer.name() + ' ' + aggregate;
    }

    private Uni<Void> process(EventConsumer consumer, Received received, Delivery delivery) {
        if (!isWanted(delivery)) {
            return done();
        }
        return throughOutages(delivery, applying.apply(consumer, received, false))
                .chain(verdict -> applied(consumer, received, delivery, verdict))
                .onFailure()
                .recoverWithUni(failure -> notApplied(consumer, received, delivery, failure));
    }

    private <T> Uni<T> throughOutages(Delivery delivery, Uni<T> work) {
        return work.onFailure(failure -> Outages.isOutage(failure) && isWanted(delivery))
                .retry()
                .withBackOff(FIRST_RETRY, LAST_RETRY)
                .atMost(Long.MAX_VALUE);
    }

    /** Whether it is still ours to apply: a message whose channel is gone is somebody's already. */
    private boolean isWanted(Delivery delivery) {
        return open && delivery.channel().isOpen();
    }

    private Uni<Void> applied(EventConsumer consumer, Received received, Delivery delivery, Verdict verdict) {
        var event = received.event();
        return settling.ack(delivery)
                .chain(() -> verdict == Verdict.apply_more
                        ? waiting.drain(consumer, event.tenant(), event.aggregate())
                        : done());
    }

    private Uni<Void> notApplied(EventConsumer consumer, Received received, Delivery delivery, Throwable failure) {
        if (!isWanted(delivery)) {
            return done();
        }
        // Not waited for: the wait must not keep the lane, where other aggregates take turns, nor the events behind.
        (delivery.redeliveries() + 1 >= settings.deliveryLimit()
                        ? poisoned(consumer, received, delivery, failure)
                        : later(consumer, received, delivery, failure))
                .subscribe()
                .with(done -> {}, lost -> LOG.debugf("Left to redelivery: %s", lost.getMessage()));
        return done();
    }

    private Uni<Void> later(EventConsumer consumer, Received received, Delivery delivery, Throwable failure) {
        var event = received.event();
        var wait = Backoff.after(settings.redeliveryDelay(), LONGEST_DELAY, delivery.redeliveries());
        LOG.infof(
                "%s did not apply %s %s of %s (delivery %d of %d), again in %d ms: %s",
                consumer.name(),
                event.type(),
                event.id(),
                event.aggregate(),
                delivery.redeliveries() + 1,
                settings.deliveryLimit(),
                wait.toMillis(),
                reason(failure));
        return Uni.createFrom().voidItem().onItem().delayIt().by(wait).chain(() -> settling.giveBack(delivery));
    }

    private Uni<Void> poisoned(EventConsumer consumer, Received received, Delivery delivery, Throwable failure) {
        var event = received.event();
        var reason = "%s failed %d times, at last with: %s"
                .formatted(consumer.name(), delivery.redeliveries() + 1, reason(failure));
        LOG.errorf("Dead letter: %s %s of %s; %s", event.type(), event.id(), event.aggregate(), reason);
        return throughOutages(delivery, park(consumer, event, reason))
                .chain(() -> settling.deadLetter(delivery, reason))
                .onFailure()
                .recoverWithUni(unparked -> later(consumer, received, delivery, failure));
    }

    private Uni<Void> park(EventConsumer consumer, Event event, String reason) {
        if (consumer.ordering() != Ordering.strict) {
            return done();
        }
        var origin = Origin.system(consumer.name(), event.tenant(), event.operationId());
        return ownContext.run(
                () -> unitOfWork.perform(origin, work -> store.park(work.session(), consumer.name(), event, reason)));
    }

    private static String reason(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getName() : failure.getMessage();
    }

    private static Uni<Void> done() {
        return Uni.createFrom().voidItem();
    }
}
