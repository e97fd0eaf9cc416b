package dev.throughline.notification.notification;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.throughline.kit.job.Outcome;
import dev.throughline.notification.delivery.DeliveryAttempt;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A notification as clients see it.
 *
 * @param locale the language it is written in, which is English where the customer's is none of ours
 * @param reason why it is in this state; {@code null} where that needs no reason
 */
@RegisterForReflection
public record NotificationView(
        UUID id,
        UUID booking,
        UUID operationId,
        String kind,
        String channel,
        String recipient,
        String locale,
        String template,
        int templateVersion,
        NotificationState state,
        String reason,
        long version,
        int resends,
        String messageId,
        String subject,
        UUID job,
        Instant createdAt,
        Instant updatedAt,
        Instant sentAt,
        List<AttemptView> attempts,
        ResendVerdict verdict) {

    /**
     * One mail on its way to the mail server.
     *
     * @param outcome {@code null} while it is under way
     */
    @RegisterForReflection
    record AttemptView(
            UUID id,
            UUID job,
            int number,
            String messageId,
            Instant startedAt,
            Instant endedAt,
            Outcome outcome,
            String detail,
            @JsonRawValue String sent,
            @JsonRawValue String received,
            String worker,
            String traceId) {

        static AttemptView of(DeliveryAttempt attempt) {
            return new AttemptView(
                    attempt.id(),
                    attempt.job(),
                    attempt.number(),
                    attempt.messageId(),
                    attempt.startedAt(),
                    attempt.endedAt(),
                    attempt.outcome(),
                    attempt.detail(),
                    attempt.sent(),
                    attempt.received(),
                    attempt.worker(),
                    attempt.traceId());
        }
    }

    static NotificationView of(Notification notification, List<DeliveryAttempt> attempts) {
        var own = attempts.stream()
                .filter(attempt -> attempt.notification().equals(notification.id()))
                .toList();
        return new NotificationView(
                notification.id(),
                notification.booking(),
                notification.operationId(),
                notification.kind().word(),
                notification.channel(),
                notification.recipient(),
                notification.locale(),
                notification.template(),
                notification.templateVersion(),
                notification.state(),
                notification.reason(),
                notification.version(),
                notification.resends(),
                notification.messageId(),
                notification.subject(),
                notification.job(),
                notification.createdAt(),
                notification.updatedAt(),
                notification.sentAt(),
                own.stream().map(AttemptView::of).toList(),
                ResendVerdict.of(notification, own));
    }
}
