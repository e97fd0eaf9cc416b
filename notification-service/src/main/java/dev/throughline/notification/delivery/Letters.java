package dev.throughline.notification.delivery;

import dev.throughline.notification.notification.Notification;
import dev.throughline.notification.template.Draft;
import dev.throughline.notification.template.MailFacts;
import dev.throughline.notification.template.MailTemplates;
import dev.throughline.notification.template.Senders;
import io.quarkus.qute.TemplateException;
import jakarta.enterprise.context.ApplicationScoped;

/** Makes a notification into a mail. */
@ApplicationScoped
class Letters {

    private final MailTemplates templates;
    private final Senders senders;

    Letters(MailTemplates templates, Senders senders) {
        this.templates = templates;
        this.senders = senders;
    }

    /**
     * The mail that tells of {@code notification}.
     *
     * @param published what the tenant has published as its template; {@code null} if that comes with the service
     * @throws LetterImpossible if the recipient has no usable address, or the template fails
     */
    Letter compose(Notification notification, Draft published) {
        if (!MailAddress.isValid(notification.recipient())) {
            throw new LetterImpossible("The recipient's address is not one that a mail can be sent to.", true);
        }
        var sender = senders.of(notification.tenant());
        try {
            var content = templates.render(
                    new MailTemplates.Version(notification.template(), notification.templateVersion(), published),
                    notification.locale(),
                    MailFacts.parse(notification.facts()),
                    new MailTemplates.Setting(notification.booking(), sender));
            return new Letter(
                    notification.messageId(),
                    sender.from(),
                    sender.replyTo(),
                    notification.recipient(),
                    notification.locale(),
                    content);
        } catch (TemplateException | IllegalArgumentException e) {
            throw new LetterImpossible("The template failed: %s".formatted(e.getMessage()), false);
        }
    }
}
