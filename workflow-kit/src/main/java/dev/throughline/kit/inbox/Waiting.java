package dev.throughline.kit.inbox;

import dev.throughline.kit.event.Event;
import dev.throughline.kit.job.OwnContext;
import dev.throughline.kit.problem.Outages;
import dev.throughline.kit.work.Origin;
import dev.throughline.kit.work.UnitOfWork;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** Applies events that waited for an earlier one, in their order, each in a transaction of its own. */
@ApplicationScoped
class Waiting {

    private static final Logger LOG = Logger.getLogger(Waiting.class);

    private final UnitOfWork unitOfWork;
    private final InboxStore store;
    private final Applying applying;
    private final Settling settling;
    private final Consumers consumers;
    private final OwnContext ownContext;

    Waiting(
            UnitOfWork unitOfWork,
            InboxStore store,
            Applying applying,
            Settling settling,
            Consumers consumers,
            OwnContext ownContext) {
        this.unitOfWork = unitOfWork;
        this.store = store;
        this.applying = applying;
        this.settling = settling;
        this.consumers = consumers;
        this.ownContext = ownContext;
    }

    /** Applies what need wait no longer. Never fails: what is left is found again by the sweeper. */
    Uni<Void> drain(EventConsumer consumer, String tenant, String aggregate) {
        return Uni.createFrom()
                .deferred(() -> applyNext(consumer, tenant, aggregate))
                .repeat()
                .whilst(Boolean::booleanValue)
                .collect()
                .last()
                .onFailure()
                .invoke(failure -> LOG.debugf("Events of %s go on waiting: %s", aggregate, failure.getMessage()))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    /** Answers whether there may be another. */
    private Uni<Boolean> applyNext(EventConsumer consumer, String tenant, String aggregate) {
        return ownContext
                .run(() -> unitOfWork.read(tenant, session -> store.next(session, consumer.name(), aggregate)))
                .chain(next -> next == null ? Uni.createFrom().item(false) : applyOrPutBack(consumer, next));
    }

    private Uni<Boolean> applyOrPutBack(EventConsumer consumer, Received next) {
        return applying.apply(consumer, next, true)
                .map(verdict -> verdict != Verdict.wait)
                .onFailure(failure -> !Outages.isOutage(failure))
                .recoverWithUni(failure -> putBack(consumer, next, failure));
    }

    /** An event that cannot be applied takes the way of all such events: through its queue, whose deliveries are counted. */
    private Uni<Boolean> putBack(EventConsumer consumer, Received next, Throwable failure) {
        var event = next.event();
        LOG.warnf(
                "Event %s (%s of %s), which had waited for its turn, goes back to the queue of %s: %s",
                event.id(), event.type(), event.aggregate(), consumer.name(), failure.getMessage());
        return begin(consumer, event)
                .chain(() -> settling.putBack(consumers.queueOf(consumer.name()), next.properties(), next.body()))
                .call(taken ->
                        taken ? forget(consumer, event) : Uni.createFrom().voidItem())
                .replaceWith(false);
    }

    private Uni<Void> begin(EventConsumer consumer, Event event) {
        return ownContext.run(() -> unitOfWork.perform(
                origin(consumer, event), work -> store.beginAt(work.session(), consumer.name(), event)));
    }

    private Uni<Void> forget(EventConsumer consumer, Event event) {
        return ownContext.run(() -> unitOfWork.perform(
                origin(consumer, event), work -> store.forgetWaiting(work.session(), consumer.name(), event)));
    }

    private static Origin origin(EventConsumer consumer, Event event) {
        return Origin.system(consumer.name(), event.tenant(), event.operationId());
    }
}
