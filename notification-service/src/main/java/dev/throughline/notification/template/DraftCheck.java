package dev.throughline.notification.template;

import dev.throughline.kit.problem.FieldViolation;
import io.quarkus.qute.TemplateException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Finds what is wrong with a draft before a customer does: it is rendered with everything known, and with nothing. */
@ApplicationScoped
class DraftCheck {

    private static final Pattern REMOTE = Pattern.compile(
            "(src|background|srcset)\\s*=\\s*[\"']?\\s*(https?:)?//|url\\(\\s*[\"']?(https?:)?//|<script|<link\\b",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern LANGUAGE = Pattern.compile("<html[^>]*\\slang\\s*=", Pattern.CASE_INSENSITIVE);

    private final MailTemplates templates;
    private final Samples samples;

    DraftCheck(MailTemplates templates, Samples samples) {
        this.templates = templates;
        this.samples = samples;
    }

    List<FieldViolation> violations(String field, Draft draft, String tenant, String locale) {
        var found = new ArrayList<FieldViolation>();
        if (REMOTE.matcher(draft.html()).find()) {
            found.add(new FieldViolation(field + ".html", "must load nothing from elsewhere and contain no script"));
        }
        if (!LANGUAGE.matcher(draft.html()).find()) {
            found.add(new FieldViolation(field + ".html", "must say its language: <html lang=\"{mail.language}\">"));
        }
        for (var facts : List.of(samples.full(), samples.empty())) {
            try {
                if (templates
                                .render(draft, locale, facts, samples.setting(tenant))
                                .subject()
                        == null) {
                    found.add(new FieldViolation(field + ".subject", "must not be empty, whatever is known"));
                }
            } catch (TemplateException | IllegalArgumentException e) {
                // The latter where a comparison finds a word that is no number.
                found.add(new FieldViolation(field, "cannot be rendered: " + Wording.oneLine(e.getMessage())));
                return found;
            }
        }
        return found;
    }
}
