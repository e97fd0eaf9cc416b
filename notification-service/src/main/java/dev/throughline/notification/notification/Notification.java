package dev.throughline.notification.notification;

import dev.throughline.kit.problem.NotAllowedNow;
import jakarta.persistence.Column;
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
import java.util.Objects;
import java.util.UUID;

/**
 * One thing that one person is told, once. Its verbs decide and record what happened; they know no database, no broker and
 * no mail server. Every recorded event raises the version by one, so versions of one notification have no gaps.
 */
@Entity
@Table(name = "notification")
public class Notification {

    private static final String EMAIL = "email";

    /** What happened, at which version. */
    public record Recorded(String type, long version, Map<String, Object> data) {}

    /**
     * What a notification is made of.
     *
     * @param owner whose booking it is, the subject of their token; {@code null} if the event does not say
     * @param facts what the template is filled with, as JSON; personal data
     * @param sourceSequence of the event, in its own aggregate
     */
    public record Occasion(
            String tenant,
            UUID booking,
            String owner,
            NotificationKind kind,
            String recipient,
            String locale,
            int templateVersion,
            String facts,
            String sourceEvent,
            long sourceSequence,
            UUID operationId) {}

    @Id
    private UUID id;

    @Column(updatable = false)
    private String tenant;

    @Column(updatable = false)
    private UUID booking;

    @Column(updatable = false)
    private String owner;

    @Column(updatable = false)
    private String kind;

    @Column(updatable = false)
    private String channel;

    @Column(updatable = false)
    private String recipient;

    @Column(updatable = false)
    private String locale;

    @Column(updatable = false)
    private String template;

    @Column(name = "template_version", updatable = false)
    private int templateVersion;

    @Enumerated(EnumType.STRING)
    private NotificationState state;

    private String reason;
    private long version;
    private int resends;

    @Column(name = "message_id")
    private String messageId;

    private String subject;

    @Column(updatable = false)
    private String facts;

    @Column(name = "source_event", updatable = false)
    private String sourceEvent;

    @Column(name = "source_sequence", updatable = false)
    private long sourceSequence;

    @Column(name = "operation_id", updatable = false)
    private UUID operationId;

    private UUID job;

    @Column(name = "created_at", updatable = false)
    private Instant createdAt;

    @Column(name = "updated_at")
    private Instant updatedAt;

    @Column(name = "sent_at")
    private Instant sentAt;

    @Transient
    private final List<Recorded> recorded = new ArrayList<>();

    protected Notification() {}

    /** A notification that waits for {@code job} to deliver it as the mail {@code messageId}. */
    public static Notification queue(UUID id, Occasion occasion, String messageId, UUID job, Instant now) {
        var notification = new Notification();
        notification.id = id;
        notification.tenant = occasion.tenant();
        notification.booking = occasion.booking();
        notification.owner = occasion.owner();
        notification.kind = occasion.kind().word();
        notification.channel = EMAIL;
        notification.recipient = occasion.recipient();
        notification.locale = occasion.locale();
        notification.template = occasion.kind().word();
        notification.templateVersion = occasion.templateVersion();
        notification.facts = occasion.facts();
        notification.sourceEvent = occasion.sourceEvent();
        notification.sourceSequence = occasion.sourceSequence();
        notification.operationId = occasion.operationId();
        notification.createdAt = now;
        notification.wait(job, messageId, null, now);
        return notification;
    }

    /** Whether {@code job} is the one that delivers it now, and has it still to do. */
    public boolean awaits(UUID job) {
        return state == NotificationState.queued && this.job.equals(job);
    }

    /** The mail is about to go out. */
    public void sending(String subject, Instant now) {
        requireState("send", NotificationState.queued);
        this.subject = subject;
        become(NotificationState.sending, null, now);
    }

    /** The mail server has taken the mail over. */
    public void sent(String how, Instant now) {
        requireState("note as sent", NotificationState.sending);
        sentAt = now;
        become(NotificationState.sent, null, now);
        record("notification.sent", how);
    }

    /** The mail provably did not go out, and may be tried again. */
    public void unsent(String why, Instant now) {
        requireState("note as unsent", NotificationState.sending);
        become(NotificationState.queued, why, now);
    }

    /** The mail server, or we ourselves, said no for good. */
    public void reject(String why, Instant now) {
        requireState("reject", NotificationState.queued, NotificationState.sending);
        become(NotificationState.rejected, why, now);
        record("notification.rejected", why);
    }

    /** Nobody knows whether the mail went out. */
    public void lose(String why, Instant now) {
        requireState("note as unknown", NotificationState.sending);
        become(NotificationState.unknown, why, now);
        record("notification.unknown", why);
    }

    /** It is not to go out. */
    public void suppress(String why, Instant now) {
        requireState("suppress", NotificationState.queued);
        become(NotificationState.suppressed, why, now);
        record("notification.suppressed", why);
    }

    /** Its job has given up, without the mail having gone out. */
    public void giveUp(String why, Instant now) {
        requireState("give up", NotificationState.queued);
        become(NotificationState.dead_letter, why, now);
        record("notification.dead-letter", why);
    }

    /** A person has found out what became of a mail in doubt. */
    public void clear(NotificationState found, String why, Instant now) {
        requireState("resolve", NotificationState.unknown);
        sentAt = found == NotificationState.sent ? now : null;
        become(found, why, now);
        record("notification." + found.name().replace('_', '-'), why);
    }

    /** A person has put its job back to work. */
    public void requeue(UUID job, String why, Instant now) {
        requireState("replay", NotificationState.dead_letter, NotificationState.rejected);
        if (!this.job.equals(job)) {
            throw new NotAllowedNow("replay", "resent by another job", List.of());
        }
        wait(job, messageId, why, now);
    }

    /** A person wants it to go out, for the first time or again, as another mail. */
    public void resend(UUID job, String messageId, String why, Instant now) {
        requireState(
                "resend",
                NotificationState.sent,
                NotificationState.rejected,
                NotificationState.unknown,
                NotificationState.dead_letter);
        resends++;
        wait(job, messageId, why, now);
    }

    private void wait(UUID job, String messageId, String why, Instant now) {
        this.job = job;
        this.messageId = messageId;
        become(NotificationState.queued, why, now);
        record("notification.queued", why);
    }

    private void become(NotificationState state, String reason, Instant now) {
        this.state = state;
        this.reason = reason;
        this.updatedAt = now;
    }

    private void requireState(String what, NotificationState... expected) {
        if (!List.of(expected).contains(state)) {
            throw new NotAllowedNow(what, state.name(), state.allowed());
        }
    }

    private void record(String type, String detail) {
        version++;
        var data = new LinkedHashMap<String, Object>();
        data.put("notification", id);
        data.put("booking", booking);
        data.put("kind", kind);
        data.put("channel", channel);
        data.put("recipient", recipient);
        data.put("locale", locale);
        data.put("template", template);
        data.put("templateVersion", templateVersion);
        data.put("state", state);
        data.put("messageId", messageId);
        data.put("detail", detail);
        recorded.add(new Recorded(type, version, data));
    }

    /** What has been recorded since it was loaded; hands it over once. */
    List<Recorded> takeRecorded() {
        var taken = List.copyOf(recorded);
        recorded.clear();
        return taken;
    }

    /** Whether its owner is {@code subject}. */
    public boolean belongsTo(String subject) {
        return Objects.equals(owner, subject);
    }

    /** The name under which events and tokens know it. */
    public String aggregate() {
        return "notification/" + id;
    }

    public UUID id() {
        return id;
    }

    public String tenant() {
        return tenant;
    }

    public UUID booking() {
        return booking;
    }

    public String owner() {
        return owner;
    }

    public NotificationKind kind() {
        return NotificationKind.named(kind).orElseThrow();
    }

    public String channel() {
        return channel;
    }

    public String recipient() {
        return recipient;
    }

    public String locale() {
        return locale;
    }

    public String template() {
        return template;
    }

    public int templateVersion() {
        return templateVersion;
    }

    public NotificationState state() {
        return state;
    }

    public String reason() {
        return reason;
    }

    public long version() {
        return version;
    }

    public int resends() {
        return resends;
    }

    public String messageId() {
        return messageId;
    }

    public String subject() {
        return subject;
    }

    public String facts() {
        return facts;
    }

    public long sourceSequence() {
        return sourceSequence;
    }

    public UUID operationId() {
        return operationId;
    }

    public UUID job() {
        return job;
    }

    public Instant createdAt() {
        return createdAt;
    }

    public Instant updatedAt() {
        return updatedAt;
    }

    public Instant sentAt() {
        return sentAt;
    }
}
