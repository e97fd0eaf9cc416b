package dev.throughline.notification.delivery;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.throughline.kit.job.Job;
import dev.throughline.kit.job.JobContext;
import dev.throughline.kit.job.JobResult;
import dev.throughline.kit.job.Outcome;
import dev.throughline.kit.time.Ids;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.trace.Traces;
import dev.throughline.kit.work.Work;
import dev.throughline.notification.notification.Notification;
import dev.throughline.notification.notification.Notifications;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import java.util.function.Function;

/** One attempt at a delivery: on record before the mail goes, and again, with all that follows, when it went. */
@ApplicationScoped
class Delivery {

    private final Notifications notifications;
    private final DeliveryLedger ledger;
    private final Courier courier;
    private final ObjectMapper json;
    private final TimeSource time;

    Delivery(Notifications notifications, DeliveryLedger ledger, Courier courier, ObjectMapper json, TimeSource time) {
        this.notifications = notifications;
        this.ledger = ledger;
        this.courier = courier;
        this.json = json;
        this.time = time;
    }

    Uni<JobResult> attempt(JobContext context, Notification notification, Letter letter) {
        var attempt = Ids.next();
        var what = what(letter);
        return context.sending(what, work -> announce(context, work, attempt, notification, letter, what))
                .chain(() -> courier.deliver(letter))
                .map(dispatch -> result(notification, attempt, dispatch));
    }

    private ObjectNode what(Letter letter) {
        return json.createObjectNode()
                .put("messageId", letter.messageId())
                .put("to", letter.to())
                .put("subject", letter.content().subject())
                .put("locale", letter.locale())
                .put("server", courier.server());
    }

    private Uni<Void> announce(
            JobContext context, Work work, UUID attempt, Notification notification, Letter letter, ObjectNode what) {
        var job = context.job();
        return notifications
                .update(
                        work,
                        notification.id(),
                        current -> current.sending(letter.content().subject(), time.instant()))
                .chain(() -> ledger.persist(DeliveryAttempt.begin(new DeliveryAttempt.Beginning(
                        attempt,
                        job.tenant(),
                        notification.id(),
                        job.id(),
                        job.attempts(),
                        letter.messageId(),
                        time.instant(),
                        what.toString(),
                        job.worker(),
                        Traces.currentTraceId()))))
                .replaceWithVoid();
    }

    private JobResult result(Notification notification, UUID attempt, Dispatch dispatch) {
        var received = dispatch.reply() == null ? null : json.createObjectNode().put("reply", dispatch.reply());
        Function<Work, Uni<Void>> effect = work -> record(work, notification, attempt, dispatch);
        return switch (dispatch.outcome()) {
            case succeeded -> JobResult.succeeded(dispatch.detail(), received, effect);
            case failed, unknown ->
                new JobResult.NotDone(dispatch.outcome(), dispatch.detail(), received, true, null, effect);
            case rejected -> new JobResult.NotDone(Outcome.rejected, dispatch.detail(), received, false, null, effect);
        };
    }

    private Uni<Void> record(Work work, Notification notification, UUID attempt, Dispatch dispatch) {
        return ledger.findById(attempt)
                .invoke(begun -> end(begun, dispatch))
                .chain(() -> notifications.update(work, notification.id(), current -> follow(current, dispatch)))
                .replaceWithVoid();
    }

    private void end(DeliveryAttempt attempt, Dispatch dispatch) {
        var received = dispatch.reply() == null
                ? null
                : json.valueToTree(dispatch.reply()).toString();
        attempt.end(dispatch.outcome(), dispatch.detail(), received, time.instant());
    }

    private void follow(Notification notification, Dispatch dispatch) {
        var now = time.instant();
        switch (dispatch.outcome()) {
            case succeeded -> notification.sent(dispatch.detail(), now);
            case failed -> notification.unsent(dispatch.detail(), now);
            case rejected -> notification.reject(dispatch.detail(), now);
            case unknown -> notification.lose(dispatch.detail(), now);
        }
    }

    /** Ends what an attempt of the job that died has left open: nobody knows how it went. */
    Uni<Void> closeOpen(Job job) {
        return ledger.openOf(job.id())
                .onItem()
                .ifNotNull()
                .invoke(left -> left.end(
                        Outcome.unknown, "The worker stopped before it recorded an answer.", null, time.instant()))
                .replaceWithVoid();
    }
}
