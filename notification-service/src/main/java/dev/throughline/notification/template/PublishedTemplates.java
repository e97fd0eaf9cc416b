package dev.throughline.notification.template;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** The templates that tenants have published. */
@ApplicationScoped
public class PublishedTemplates implements PanacheRepositoryBase<PublishedTemplate, UUID> {

    /** Versions up to this one are ours. */
    static final int BUILT_IN = 1000;

    /** How many versions of each template are listed. */
    static final int MOST = 50;

    /** The version that new notifications of the tenant use. */
    public Uni<Integer> current(String tenant, String name) {
        return latest(tenant, name).map(latest -> latest == BUILT_IN ? MailTemplates.CURRENT : latest);
    }

    /** The version that the tenant's next publication of this template gets. */
    Uni<Integer> next(String tenant, String name) {
        return latest(tenant, name).map(latest -> latest + 1);
    }

    private Uni<Integer> latest(String tenant, String name) {
        return find("tenant = ?1 and name = ?2 order by version desc", tenant, name)
                .firstResult()
                .map(found -> found == null ? BUILT_IN : found.version());
    }

    /** What the tenant has published as this version; {@code null} if it is one of ours, or none. */
    public Uni<Draft> text(String tenant, String name, int version, String locale) {
        if (version <= BUILT_IN) {
            return Uni.createFrom().nullItem();
        }
        return find("tenant = ?1 and name = ?2 and version = ?3 and locale = ?4", tenant, name, version, locale)
                .firstResult()
                .map(found -> found == null ? null : found.draft());
    }

    /** What the tenant has published, without its texts: of each template the newest {@link #MOST} versions, newest first. */
    Uni<List<PublishedVersion>> newest(String tenant) {
        return Multi.createFrom()
                .iterable(MailTemplates.NAMES)
                .onItem()
                .transformToUniAndConcatenate(name -> newest(tenant, name))
                .onItem()
                .<PublishedVersion>disjoint()
                .collect()
                .asList();
    }

    private Uni<List<PublishedVersion>> newest(String tenant, String name) {
        return find("tenant = ?1 and name = ?2 and locale = ?3 order by version desc", tenant, name, Locales.FALLBACK)
                .project(PublishedVersion.class)
                .range(0, MOST - 1)
                .list();
    }
}
