package dev.throughline.notification.notification;

import dev.throughline.notification.delivery.DeliveryAttempt;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.UUID;

/**
 * Whether a resend could be a second mail, computed from the attempts.
 *
 * @param evidence the attempts that decide it
 */
@RegisterForReflection
record ResendVerdict(Decision decision, String reason, List<UUID> evidence) {

    /** What a person may do. */
    enum Decision {
        /** No mail has gone out: a resend is the first. */
        safe,
        /** A mail has gone out, or may have: a resend may be a second one. */
        unsafe
    }

    /** The verdict, or {@code null} where no resend is possible. */
    static ResendVerdict of(Notification notification, List<DeliveryAttempt> attempts) {
        if (notification.state().allowed().isEmpty()) {
            return null;
        }
        var doubtful = attempts.stream()
                .filter(DeliveryAttempt::mayHaveGoneOut)
                .map(DeliveryAttempt::id)
                .toList();
        if (doubtful.isEmpty()) {
            return new ResendVerdict(Decision.safe, "Every attempt provably ended without a mail.", ids(attempts));
        }
        return notification.state() == NotificationState.sent
                ? new ResendVerdict(
                        Decision.unsafe, "The mail server has accepted a mail: a resend is a second one.", doubtful)
                : new ResendVerdict(
                        Decision.unsafe,
                        "A mail may have gone out, and SMTP has no way to ask: look for the message id in the mail server's "
                                + "log, or ask the recipient.",
                        doubtful);
    }

    private static List<UUID> ids(List<DeliveryAttempt> attempts) {
        return attempts.stream().map(DeliveryAttempt::id).toList();
    }
}
