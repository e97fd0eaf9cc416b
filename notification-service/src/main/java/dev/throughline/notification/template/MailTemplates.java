package dev.throughline.notification.template;

import dev.throughline.notification.notification.NotificationKind;
import io.quarkus.qute.Engine;
import io.quarkus.qute.Template;
import io.quarkus.qute.TemplateException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Makes mails of templates. Those that come with the service are there in every version and language as {@code .html} and
 * as {@code .txt}, whose first line is the subject. A version that has been used is never changed.
 */
@ApplicationScoped
public class MailTemplates {

    /** The newest version that comes with the service. */
    public static final int CURRENT = 1;

    /** There is one for each kind of notification. */
    static final List<String> NAMES =
            Stream.of(NotificationKind.values()).map(NotificationKind::word).toList();

    private static final String SUBJECT = "Subject: ";

    private final Engine engine;
    private final DraftEngine drafts;
    private final Wording wording;

    MailTemplates(Engine engine, DraftEngine drafts, Wording wording) {
        this.engine = engine;
        this.drafts = drafts;
        this.wording = wording;
    }

    /** What a mail is about, and who writes it. */
    public record Setting(UUID booking, Senders.Sender sender) {}

    /**
     * One version of a template.
     *
     * @param published what a tenant has published as this version; {@code null} if it comes with the service
     */
    public record Version(String name, int number, Draft published) {}

    /**
     * The mail that a template makes of {@code facts}.
     *
     * @throws TemplateException if there is no such version, or it fails
     */
    public Rendered render(Version version, String locale, MailFacts facts, Setting setting) {
        if (version.published() != null) {
            return render(version.published(), locale, facts, setting);
        }
        var model = wording.model(locale, facts, setting.booking(), setting.sender());
        var text = builtIn(version, locale, "txt").data("mail", model).render();
        var html = builtIn(version, locale, "html").data("mail", model).render();
        var end = text.indexOf('\n');
        if (!text.startsWith(SUBJECT) || end < 0) {
            throw new TemplateException("%s has no subject.".formatted(version));
        }
        var subject = Wording.oneLine(text.substring(SUBJECT.length(), end));
        return new Rendered(subject, text.substring(end + 1).strip() + "\n", html.strip() + "\n");
    }

    /** As the other, for a text that a tenant has written. */
    Rendered render(Draft draft, String locale, MailFacts facts, Setting setting) {
        return drafts.render(draft, wording.model(locale, facts, setting.booking(), setting.sender()));
    }

    private Template builtIn(Version version, String locale, String form) {
        var path = "mail/v%d/%s/%s.%s".formatted(version.number(), locale, version.name(), form);
        var template = engine.getTemplate(path);
        if (template == null) {
            throw new TemplateException("There is no template %s.".formatted(path));
        }
        return template;
    }
}
