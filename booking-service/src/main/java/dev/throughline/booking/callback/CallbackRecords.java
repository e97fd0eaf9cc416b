package dev.throughline.booking.callback;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.kit.job.NewJob;
import dev.throughline.kit.time.Ids;
import dev.throughline.kit.work.Origin;
import dev.throughline.kit.work.UnitOfWork;
import dev.throughline.kit.work.Work;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Takes down what partners tell by themselves, whatever their protocol: records it and enqueues its application in one transaction.
 * What came before is counted and does nothing; what fits no booking of the partner is recorded apart.
 */
@ApplicationScoped
class CallbackRecords {

    private static final Logger LOG = Logger.getLogger(CallbackRecords.class);

    private final Callbacks callbacks;
    private final UnmatchedCallbacks unmatchedCallbacks;
    private final CallbackTrace trace;
    private final UnitOfWork unitOfWork;
    private final ObjectMapper json;

    CallbackRecords(
            Callbacks callbacks,
            UnmatchedCallbacks unmatchedCallbacks,
            CallbackTrace trace,
            UnitOfWork unitOfWork,
            ObjectMapper json) {
        this.callbacks = callbacks;
        this.unmatchedCallbacks = unmatchedCallbacks;
        this.trace = trace;
        this.unitOfWork = unitOfWork;
        this.json = json;
    }

    /** Completes when it is durable; the partner need not tell it again then. */
    Uni<Void> take(Arrival arrival) {
        return callbacks.ownerOf(arrival).chain(owner -> owner == null ? unmatched(arrival) : follow(arrival, owner));
    }

    /** Saying it again will not help the partner, so it is thanked all the same. */
    private Uni<Void> unmatched(Arrival arrival) {
        return unmatchedCallbacks
                .record(arrival)
                .invoke(times -> LOG.infof(
                        "Callback %s of partner %s is about none of its bookings (came %d times).",
                        arrival.webhookId(), arrival.partner(), times))
                .replaceWithVoid();
    }

    private Uni<Void> follow(Arrival arrival, Callbacks.Owner owner) {
        return trace.follow(owner, arrival.partner(), () -> record(arrival, owner));
    }

    private Uni<Void> record(Arrival arrival, Callbacks.Owner owner) {
        var id = Ids.next();
        var origin = new Origin(owner.tenant(), "partner:" + arrival.partner(), owner.operationId());
        return unitOfWork.perform(
                origin,
                work -> callbacks
                        .record(work.session(), id, owner, arrival)
                        .invoke(isNew -> enqueueIfNew(work, isNew, id, owner.booking()))
                        .replaceWithVoid());
    }

    private void enqueueIfNew(Work work, boolean isNew, UUID callback, UUID booking) {
        if (isNew) {
            JsonNode payload = json.createObjectNode().put("callback", callback.toString());
            work.enqueue(new NewJob(Ids.next(), ApplyCallback.KIND, "booking/" + booking, payload, null));
        }
    }
}
