package dev.throughline.notification.delivery;

import dev.throughline.kit.job.Effect;
import dev.throughline.kit.job.Job;
import dev.throughline.kit.job.JobContext;
import dev.throughline.kit.job.JobHandler;
import dev.throughline.kit.job.JobResult;
import dev.throughline.kit.job.JobState;
import dev.throughline.kit.job.Outcome;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.UnitOfWork;
import dev.throughline.kit.work.Work;
import dev.throughline.notification.notification.Notification;
import dev.throughline.notification.notification.NotificationState;
import dev.throughline.notification.notification.Notifications;
import dev.throughline.notification.template.Draft;
import dev.throughline.notification.template.PublishedTemplates;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Delivers a notification. SMTP knows no key under which a repeated mail would be recognised, so nothing is repeated unless it
 * provably did not go out.
 */
@ApplicationScoped
class DeliverHandler implements JobHandler {

    private static final Duration MARGIN = Duration.ofSeconds(30);

    private final Notifications notifications;
    private final PublishedTemplates templates;
    private final Letters letters;
    private final Delivery delivery;
    private final SmtpSettings settings;
    private final UnitOfWork unitOfWork;
    private final TimeSource time;

    DeliverHandler(
            Notifications notifications,
            PublishedTemplates templates,
            Letters letters,
            Delivery delivery,
            SmtpSettings settings,
            UnitOfWork unitOfWork,
            TimeSource time) {
        this.notifications = notifications;
        this.templates = templates;
        this.letters = letters;
        this.delivery = delivery;
        this.settings = settings;
        this.unitOfWork = unitOfWork;
        this.time = time;
    }

    private record Due(Notification notification, boolean outdated, Draft published) {}

    @Override
    public String kind() {
        return DeliveryJobs.DELIVER;
    }

    @Override
    public Effect effect() {
        return Effect.unrepeatable;
    }

    @Override
    public int maxAttempts() {
        return settings.maxAttempts();
    }

    @Override
    public Duration timeLimit() {
        return settings.handover().plus(settings.answer()).plus(MARGIN);
    }

    @Override
    public Uni<JobResult> run(JobContext context) {
        var job = context.job();
        return unitOfWork.read(job.tenant(), session -> due(job)).onItem().transformToUni(due -> deliver(context, due));
    }

    private Uni<Due> due(Job job) {
        return notifications
                .of(job.tenant(), DeliveryJobs.notification(job))
                .chain(found -> notifications.isOutdated(found).chain(outdated -> due(found, outdated)));
    }

    private Uni<Due> due(Notification found, boolean outdated) {
        return templates
                .text(found.tenant(), found.template(), found.templateVersion(), found.locale())
                .map(published -> new Due(found, outdated, published));
    }

    private Uni<JobResult> deliver(JobContext context, Due due) {
        var job = context.job();
        var notification = due.notification();
        if (!notification.awaits(job.id())) {
            return done("There is nothing to send: the notification is %s.".formatted(notification.state()));
        }
        if (due.outdated()) {
            return Uni.createFrom().item(outdated(notification));
        }
        try {
            return delivery.attempt(context, notification, letters.compose(notification, due.published()));
        } catch (LetterImpossible impossible) {
            return Uni.createFrom().item(impossible(notification, impossible));
        }
    }

    private static Uni<JobResult> done(String detail) {
        return Uni.createFrom().item(JobResult.succeeded(detail));
    }

    private JobResult outdated(Notification notification) {
        var why = "The booking ended after this, and the customer has been told so.";
        return JobResult.succeeded(
                why, null, work -> change(work, notification, current -> current.suppress(why, time.instant())));
    }

    private JobResult impossible(Notification notification, LetterImpossible impossible) {
        var why = impossible.getMessage();
        return impossible.recipientIsToBlame()
                ? new JobResult.NotDone(
                        Outcome.rejected,
                        why,
                        null,
                        false,
                        null,
                        work -> change(work, notification, current -> current.reject(why, time.instant())))
                : new JobResult.NotDone(
                        Outcome.failed,
                        why,
                        null,
                        false,
                        null,
                        work -> Uni.createFrom().voidItem());
    }

    private Uni<Void> change(Work work, Notification notification, Consumer<Notification> change) {
        return notifications.update(work, notification.id(), change).replaceWithVoid();
    }

    @Override
    public Uni<Void> deadLettered(Work work, Job job) {
        return notifications
                .update(work, DeliveryJobs.notification(job), notification -> ended(notification, job))
                .chain(notification -> delivery.closeOpen(job))
                .replaceWithVoid();
    }

    private void ended(Notification notification, Job job) {
        if (!notification.job().equals(job.id())) {
            return;
        }
        if (notification.state() == NotificationState.sending) {
            notification.lose(job.reason(), time.instant());
        } else if (notification.state() == NotificationState.queued && job.state() == JobState.cancelled) {
            notification.suppress(job.reason(), time.instant());
        } else if (notification.state() == NotificationState.queued) {
            notification.giveUp(job.reason(), time.instant());
        }
    }

    /** What was shown not to have gone out is a dead letter that may be replayed. */
    @Override
    public Uni<Void> resolved(Work work, Job job, Outcome outcome) {
        var found =
                switch (outcome) {
                    case succeeded -> NotificationState.sent;
                    case rejected -> NotificationState.rejected;
                    case failed, unknown -> NotificationState.dead_letter;
                };
        return notifications
                .update(work, DeliveryJobs.notification(job), notification -> clear(notification, job, found))
                .replaceWithVoid();
    }

    private void clear(Notification notification, Job job, NotificationState found) {
        if (notification.job().equals(job.id()) && notification.state() == NotificationState.unknown) {
            notification.clear(found, job.reason(), time.instant());
        }
    }

    @Override
    public Uni<Void> replayed(Work work, Job job) {
        return notifications
                .update(
                        work,
                        DeliveryJobs.notification(job),
                        notification -> notification.requeue(job.id(), job.reason(), time.instant()))
                .replaceWithVoid();
    }
}
