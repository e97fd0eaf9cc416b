package dev.throughline.status.view;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.throughline.kit.event.Event;
import dev.throughline.status.fact.Facts;
import dev.throughline.status.fact.When;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What has been told of one booking. It follows events of several aggregates, which may come in any order among each other;
 * it knows no database and no broker. Kept as JSON.
 */
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE)
public final class BookingView {

    private static final int MOST_OF_A_KIND = 100;

    private boolean placed;
    private String owner;
    private UUID operationId;
    private String status;
    private String reason;
    private String attention;
    private Order order;
    private PartnerSide partner = new PartnerSide();
    private Visit visit;
    private Instant placedAt;
    private Instant reservedAt;
    private Instant confirmedAt;
    private Instant since;
    private Instant lastEventAt;
    private Map<String, Document> documents = new LinkedHashMap<>();
    private Map<String, Notification> notifications = new LinkedHashMap<>();
    private Map<String, JobNote> jobs = new LinkedHashMap<>();
    private Map<String, Long> versions = new LinkedHashMap<>();
    private Map<String, Instant> orderedAt = new LinkedHashMap<>();

    /**
     * Follows an event. An event that is older than what is known of its aggregate changes nothing.
     *
     * @return where the event belongs in the timeline: when it happened, but never before what it followed
     */
    public Instant apply(Facts facts) {
        var event = facts.event();
        lastEventAt = When.later(lastEventAt, event.time());
        var place = When.later(event.time(), orderedAt.get(event.aggregate()));
        if (event.sequence() <= versions.getOrDefault(event.aggregate(), 0L)) {
            return event.time();
        }
        versions.put(event.aggregate(), event.sequence());
        orderedAt.put(event.aggregate(), place);
        switch (facts.kind()) {
            case "booking" -> followBooking(facts);
            case "document" -> keep(documents, Document.after(documents.get(event.aggregateId()), facts), event);
            case "notification" ->
                keep(notifications, Notification.after(notifications.get(event.aggregateId()), facts), event);
            case "job" -> keep(jobs, JobNote.of(facts), event);
            default -> {
                // In the timeline only.
            }
        }
        return place;
    }

    private void followBooking(Facts facts) {
        switch (facts.event().type()) {
            case "partner.attempted" -> partner.attempted(facts);
            case "partner.callback-received" -> partner.calledBack(facts);
            default -> {
                if (isSnapshot(facts.event())) {
                    followSnapshot(facts);
                }
            }
        }
        if (partner.holds() && reservedAt == null) {
            reservedAt = facts.event().time();
        }
    }

    private static boolean isSnapshot(Event event) {
        return (event.type().startsWith("booking.") || event.type().startsWith("visit."))
                && event.data().has("status");
    }

    private void followSnapshot(Facts facts) {
        var event = facts.event();
        var next = facts.require("status");
        order = Order.of(facts);
        owner = facts.text("owner", owner);
        operationId = operationId == null ? event.operationId() : operationId;
        partner.snapshot(facts);
        visit = Visit.after(visit, facts);
        reason = facts.text("reason");
        attention = facts.text("attention");
        if (!next.equals(status)) {
            status = next;
            since = event.time();
        }
        if (event.type().equals("booking.placed")) {
            placedAt = event.time();
        }
        if (event.type().equals("booking.confirmed")) {
            confirmedAt = event.time();
        }
        placed = true;
    }

    private static <T> void keep(Map<String, T> all, T item, Event event) {
        all.put(event.aggregateId(), item);
        if (all.size() > MOST_OF_A_KIND) {
            all.remove(all.keySet().iterator().next());
        }
    }

    public Status status() {
        return Status.of(status);
    }

    /** The status in the words of booking-service, which may be one that {@link Status} does not know. */
    public String statusText() {
        return status() == Status.other ? status : status().name();
    }

    /** Jobs that gave up and wait for a person. */
    public List<JobNote> deadLetters() {
        return jobs.values().stream().filter(JobNote::needsPerson).toList();
    }

    public boolean needsPerson() {
        return status() == Status.needs_attention || !deadLetters().isEmpty();
    }

    /** How far {@code aggregate}, which belongs to the booking, has been followed; 0 if it is not known. */
    public long versionOf(String aggregate) {
        return versions.getOrDefault(aggregate, 0L);
    }

    /** Everything whose events are followed here. */
    public Collection<String> aggregates() {
        return versions.keySet();
    }

    /** Whether its beginning has been told; before that it is nothing to show. */
    public boolean placed() {
        return placed;
    }

    /** Whose it is: the {@code sub} of who placed it; {@code null} if no event says so. */
    public String owner() {
        return owner;
    }

    public UUID operationId() {
        return operationId;
    }

    public String reason() {
        return reason;
    }

    public String attention() {
        return attention;
    }

    public Order order() {
        return order;
    }

    public PartnerSide partner() {
        return partner;
    }

    public Visit visit() {
        return visit;
    }

    public Instant placedAt() {
        return placedAt;
    }

    public Instant reservedAt() {
        return reservedAt;
    }

    public Instant confirmedAt() {
        return confirmedAt;
    }

    /** Since when it has had its status. */
    public Instant since() {
        return since;
    }

    public Instant lastEventAt() {
        return lastEventAt;
    }

    public List<Document> documents() {
        return List.copyOf(documents.values());
    }

    public List<Notification> notifications() {
        return List.copyOf(notifications.values());
    }
}
