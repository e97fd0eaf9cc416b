package dev.throughline.status;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.throughline.kit.event.NewEvent;
import dev.throughline.kit.time.Ids;
import dev.throughline.status.Services.Told;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What the services tell of one booking, in the order in which it happens. */
public final class Story {

    public final UUID id = Ids.next();
    public final String tenant;
    private final String customer;
    private final List<Told> told = new ArrayList<>();
    private Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS).minusSeconds(60);
    private final Instant start = now.plusSeconds(86_400);
    private long version;
    private String partnerState = "not_sent";
    private String reservation;
    private String visit;

    public Story(String tenant, String customer) {
        this.tenant = tenant;
        this.customer = customer;
    }

    /** All that was told. */
    public List<Told> told() {
        return List.copyOf(told);
    }

    public Told last() {
        return told.get(told.size() - 1);
    }

    public long version() {
        return version;
    }

    public Story placed() {
        return booking("ana", "booking.placed", snapshot("pending"));
    }

    public Story attempted(String operation, String outcome) {
        var data = JsonNodeFactory.instance
                .objectNode()
                .put("booking", id.toString())
                .put("partner", "meridian")
                .put("operation", operation)
                .put("outcome", outcome)
                .put("detail", "The partner answered 201.");
        return booking("system:partner.reserve", "partner.attempted", data);
    }

    public Story confirmed() {
        partnerState = "confirmed";
        reservation = "R-1";
        visit = "scheduled";
        return booking("system:partner.reserve", "booking.confirmed", snapshot("confirmed"));
    }

    public Story needsAttention() {
        return booking(
                "system:partner.reserve",
                "booking.needs-attention",
                snapshot("needs_attention").put("attention", "The partner has failed for too long."));
    }

    public Story checkedIn() {
        visit = "checked_in";
        return booking("otto", "visit.checked-in", snapshot("confirmed"));
    }

    public Story completed() {
        visit = "completed";
        return booking(
                "otto",
                "visit.completed",
                snapshot("completed")
                        .put("practitioner", "Dr. Weiß")
                        .put("findings", "All well.")
                        .put("visitMinutes", 25));
    }

    public Story cancelling(String reason) {
        return booking("ana", "booking.cancelling", snapshot("cancelling").put("reason", reason));
    }

    /** Any event of the booking, with a snapshot that says {@code status}. */
    public Story any(String type, String status) {
        return booking("system:future", type, snapshot(status));
    }

    /** An event of the booking with data that no view can be made of. */
    public Story broken() {
        return booking("system:bug", "booking.confirmed", snapshot("confirmed").put("start", "tomorrow"));
    }

    public Story document(UUID document, String state, long sequence) {
        var data = JsonNodeFactory.instance
                .objectNode()
                .put("document", document.toString())
                .put("booking", id.toString())
                .put("kind", "visit-report")
                .put("state", state)
                .put("template", "visit-report")
                .put("templateVersion", 1)
                .put("size", 4711);
        data.putObject("link").put("url", "https://example.com/secret");
        return tell("system:document.render", "document." + state, "document/" + document, sequence, data);
    }

    public Story notification(UUID notification, String kind, String state, long sequence) {
        var data = JsonNodeFactory.instance
                .objectNode()
                .put("notification", notification.toString())
                .put("booking", id.toString())
                .put("kind", kind)
                .put("channel", "email")
                .put("recipient", "ana@example.com")
                .put("state", state)
                .put("detail", "For a reason.");
        return tell(
                "system:notification.deliver",
                "notification." + state.replace('_', '-'),
                "notification/" + notification,
                sequence,
                data);
    }

    public Story job(UUID job, String kind, String state, long version, String actor) {
        var data = JsonNodeFactory.instance
                .objectNode()
                .put("job", job.toString())
                .put("kind", kind)
                .put("subject", "booking/" + id)
                .put("state", state)
                .put("reason", "Tried long enough.")
                .put("attempts", 5)
                .put("actor", actor);
        return tell(actor, "job.changed", "job/" + job, version, data);
    }

    private ObjectNode snapshot(String status) {
        var data = JsonNodeFactory.instance
                .objectNode()
                .put("booking", id.toString())
                .put("status", status)
                .put("owner", "ana")
                .put("service", "CONSULT")
                .put("partner", "meridian")
                .put("start", start.toString())
                .put("durationMinutes", 30)
                .put("partnerState", partnerState)
                .put("reservationId", reservation)
                .put("visitStatus", visit);
        data.putObject("price").put("amount", "60.00").put("currency", "EUR");
        data.putObject("customer")
                .put("name", customer)
                .put("email", "ana@example.com")
                .put("locale", "cs");
        return data;
    }

    private Story booking(String actor, String type, ObjectNode data) {
        return tell(actor, type, "booking/" + id, ++version, data);
    }

    private Story tell(String actor, String type, String aggregate, long sequence, ObjectNode data) {
        now = now.plusMillis(250);
        told.add(Told.by(tenant, actor, new NewEvent(Ids.next(), type, 1, aggregate, sequence, now, data)));
        return this;
    }
}
