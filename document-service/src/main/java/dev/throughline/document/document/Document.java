package dev.throughline.document.document;

import dev.throughline.document.link.Link;
import dev.throughline.document.store.Content;
import dev.throughline.kit.problem.NotAllowedNow;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A document from the request on. Its verbs decide and record what happened. Its version counts recorded events; which
 * worker renders it, and how often, is told by its job.
 */
@Entity
@Table(name = "document")
public class Document {

    public static final String VISIT_REPORT = "visit-report";
    public static final String PDF = "application/pdf";

    /** What happened, at which version. */
    record Recorded(String type, long version, Map<String, Object> data) {}

    @Id
    private UUID id;

    @Column(updatable = false)
    private String tenant;

    @Column(updatable = false)
    private String owner;

    @Column(updatable = false)
    private UUID booking;

    @Column(name = "operation_id", updatable = false)
    private UUID operationId;

    @Column(updatable = false)
    private String kind;

    @Enumerated(EnumType.STRING)
    private DocumentState state;

    private String reason;

    private long version;

    @Column(updatable = false)
    private String template;

    @Column(name = "template_version", updatable = false)
    private int templateVersion;

    @Column(updatable = false)
    private String locale;

    @Embedded
    private VisitFacts visit;

    private String sha256;

    private Long size;

    @Column(name = "media_type")
    private String mediaType;

    @Column(name = "created_at", updatable = false)
    private Instant createdAt;

    @Column(name = "updated_at")
    private Instant updatedAt;

    @Transient
    private final List<Recorded> recorded = new ArrayList<>();

    protected Document() {}

    /** Asks for the report of a visit. */
    public static Document request(UUID id, DocumentRequest request) {
        var document = new Document();
        document.id = id;
        document.tenant = request.tenant();
        document.owner = request.owner();
        document.booking = request.booking();
        document.operationId = request.operationId();
        document.kind = VISIT_REPORT;
        document.state = DocumentState.requested;
        document.template = request.template();
        document.templateVersion = request.templateVersion();
        document.locale = request.locale();
        document.visit = request.visit();
        document.createdAt = request.at();
        document.record("document.requested", request.at(), document.snapshot());
        return document;
    }

    /** A worker renders it now; nothing happens if it is stored, or somebody has rendered in vain before. */
    public void render(Instant now) {
        if (state == DocumentState.requested) {
            state = DocumentState.rendering;
            updatedAt = now;
        }
    }

    /**
     * Its bytes are stored and were read back; nothing happens if that is known.
     *
     * @param link where the customer gets it; {@code null} if no links are made
     */
    public void store(Content content, Link link, Instant now) {
        if (state == DocumentState.stored) {
            return;
        }
        if (state != DocumentState.rendering) {
            throw new NotAllowedNow("store", state.name(), List.of("replay"));
        }
        state = DocumentState.stored;
        sha256 = content.sha256();
        size = (long) content.size();
        mediaType = PDF;
        var data = snapshot();
        data.put("sha256", sha256);
        data.put("size", size);
        data.put("mediaType", mediaType);
        if (link != null) {
            data.put("link", link);
        }
        data.put("customer", customer());
        data.put("service", visit.service());
        data.put("start", visit.start());
        record("document.stored", now, data);
    }

    private Map<String, Object> customer() {
        var customer = new LinkedHashMap<String, Object>();
        customer.put("name", visit.customerName());
        customer.put("email", visit.customerEmail());
        customer.put("locale", visit.customerLocale());
        return customer;
    }

    /** Its job has given up: {@code why} is for a person to read. */
    public void giveUp(String why, Instant now) {
        if (state != DocumentState.stored) {
            state = DocumentState.dead_letter;
            reason = why;
            updatedAt = now;
        }
    }

    /** A person has put its job back to work, or asked for a new one. */
    public void requestAgain(Instant now) {
        if (state == DocumentState.dead_letter) {
            state = DocumentState.requested;
            reason = null;
            updatedAt = now;
        }
    }

    private void record(String type, Instant now, Map<String, Object> data) {
        version++;
        updatedAt = now;
        recorded.add(new Recorded(type, version, data));
    }

    private Map<String, Object> snapshot() {
        var data = new LinkedHashMap<String, Object>();
        data.put("document", id);
        data.put("booking", booking);
        data.put("kind", kind);
        data.put("state", state);
        data.put("template", template);
        data.put("templateVersion", templateVersion);
        data.put("createdAt", createdAt);
        return data;
    }

    /** What has been recorded since it was loaded; hands it over once. */
    List<Recorded> takeRecorded() {
        var taken = List.copyOf(recorded);
        recorded.clear();
        return taken;
    }

    /** The name under which events and tokens know it. */
    public String aggregate() {
        return "document/" + id;
    }

    public UUID id() {
        return id;
    }

    public String tenant() {
        return tenant;
    }

    public String owner() {
        return owner;
    }

    public UUID booking() {
        return booking;
    }

    public UUID operationId() {
        return operationId;
    }

    public String kind() {
        return kind;
    }

    public DocumentState state() {
        return state;
    }

    public String reason() {
        return reason;
    }

    public long version() {
        return version;
    }

    public String template() {
        return template;
    }

    public int templateVersion() {
        return templateVersion;
    }

    public String locale() {
        return locale;
    }

    public VisitFacts visit() {
        return visit;
    }

    /** The address of its bytes; {@code null} unless it is stored. */
    public String sha256() {
        return sha256;
    }

    /** In bytes; {@code null} unless it is stored. */
    public Long size() {
        return size;
    }

    public String mediaType() {
        return mediaType;
    }

    public Instant createdAt() {
        return createdAt;
    }

    public Instant updatedAt() {
        return updatedAt;
    }

    public boolean isStored() {
        return state == DocumentState.stored;
    }
}
