package dev.throughline.notification.template;

import dev.throughline.kit.audit.AuditEntry;
import dev.throughline.kit.idempotency.Answer;
import dev.throughline.kit.time.Ids;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.Work;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** Adds a version to a tenant's template; from then on, new notifications use it. */
@ApplicationScoped
class TemplatePublishing {

    private static final String TURN = "select cast(pg_advisory_xact_lock(hashtextextended(?1, 0)) as text)";

    private final PublishedTemplates published;
    private final TimeSource time;

    TemplatePublishing(PublishedTemplates published, TimeSource time) {
        this.published = published;
        this.time = time;
    }

    Uni<Answer> publish(Work work, String name, Map<String, Draft> drafts, String reason) {
        var tenant = work.origin().tenant();
        return work.session()
                .createNativeQuery(TURN, String.class)
                .setParameter(1, "template " + tenant + " " + name)
                .getSingleResult()
                .chain(() -> published.next(tenant, name))
                .map(version -> new PublishedTemplate.Publication(
                        tenant, name, version, reason, work.origin().actor(), time.instant()))
                .call(publication -> published.persist(Locales.ALL.stream()
                        .map(locale -> PublishedTemplate.of(Ids.next(), publication, locale, drafts.get(locale)))))
                .invoke(publication -> work.audit(new AuditEntry(
                        "template:publish",
                        "template/" + name,
                        AuditEntry.Decision.allowed,
                        reason,
                        Map.of("version", publication.version()))))
                .map(publication -> answer(publication));
    }

    private static Answer answer(PublishedTemplate.Publication publication) {
        var view = new TemplateView.VersionView(
                publication.version(), Locales.ALL, publication.publishedBy(), publication.at(), publication.reason());
        return Answer.created(view, "/templates").at("template/" + publication.name(), publication.version());
    }
}
