package dev.throughline.notification.template;

import io.quarkus.qute.Engine;
import io.quarkus.qute.HtmlEscaper;
import io.quarkus.qute.IfSectionHelper;
import io.quarkus.qute.ValueResolvers;
import io.quarkus.qute.Variant;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Renders what tenants have written. It knows the members of a mail and {@code if}, and nothing else: no beans, no
 * configuration, no methods, no loops, and no way around escaping.
 */
@ApplicationScoped
class DraftEngine {

    private static final Variant TEXT = Variant.forContentType(Variant.TEXT_PLAIN);
    private static final Variant HTML = Variant.forContentType(Variant.TEXT_HTML);

    private final Engine engine = Engine.builder()
            .addSectionHelper(new IfSectionHelper.Factory())
            .addValueResolver(ValueResolvers.mapperResolver())
            .addValueResolver(ValueResolvers.mapResolver())
            .addResultMapper(new HtmlEscaper(List.of(Variant.TEXT_HTML)))
            .strictRendering(true)
            .build();

    Rendered render(Draft draft, MailModel model) {
        var mail = words(model);
        return new Rendered(
                Wording.oneLine(part(draft.subject(), TEXT, mail)),
                part(draft.text(), TEXT, mail).strip() + "\n",
                part(draft.html(), HTML, mail).strip() + "\n");
    }

    private String part(String content, Variant variant, Map<String, String> mail) {
        return engine.parse(content, variant).data("mail", mail).render();
    }

    /** What is not known is empty, and so counts as false. */
    private static Map<String, String> words(MailModel model) {
        var words = new HashMap<String, String>();
        words.put("language", model.language());
        words.put("brand", model.brand());
        words.put("reference", model.reference());
        words.put("name", model.name());
        words.put("service", model.service());
        words.put("date", model.date());
        words.put("time", model.time());
        words.put("zone", model.zone());
        words.put("minutes", model.minutes() == null ? null : model.minutes().toString());
        words.put("price", model.price());
        words.put("reason", model.reason());
        words.put("link", model.link());
        words.put("linkExpires", model.linkExpires());
        words.replaceAll((member, word) -> word == null ? "" : word);
        return words;
    }
}
