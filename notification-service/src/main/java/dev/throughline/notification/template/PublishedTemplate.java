package dev.throughline.notification.template;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/** One version of a tenant's template in one language; never changed. */
@Entity
@Immutable
@Table(name = "published_template")
public class PublishedTemplate {

    @Id
    private UUID id;

    private String tenant;
    private String name;
    private int version;
    private String locale;
    private String subject;
    private String text;
    private String html;
    private String reason;

    @Column(name = "published_by")
    private String publishedBy;

    @Column(name = "published_at")
    private Instant publishedAt;

    protected PublishedTemplate() {}

    /** Who publishes what, and why. */
    record Publication(String tenant, String name, int version, String reason, String publishedBy, Instant at) {}

    static PublishedTemplate of(UUID id, Publication publication, String locale, Draft draft) {
        var template = new PublishedTemplate();
        template.id = id;
        template.tenant = publication.tenant();
        template.name = publication.name();
        template.version = publication.version();
        template.locale = locale;
        template.subject = draft.subject();
        template.text = draft.text();
        template.html = draft.html();
        template.reason = publication.reason();
        template.publishedBy = publication.publishedBy();
        template.publishedAt = publication.at();
        return template;
    }

    public Draft draft() {
        return new Draft(subject, text, html);
    }

    public String name() {
        return name;
    }

    public int version() {
        return version;
    }

    public String locale() {
        return locale;
    }

    public String reason() {
        return reason;
    }

    public String publishedBy() {
        return publishedBy;
    }

    public Instant publishedAt() {
        return publishedAt;
    }
}
