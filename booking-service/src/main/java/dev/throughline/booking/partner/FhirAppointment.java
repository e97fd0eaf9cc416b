package dev.throughline.booking.partner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** An Appointment of FHIR R4 (hl7.org/fhir/R4/appointment.html) as a server tells it. */
record FhirAppointment(ObjectNode json, String id, String versionId, String status) {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9.-]{0,63}[A-Za-z0-9-]");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private static final Map<String, Reservation.State> STATES = Map.ofEntries(
            Map.entry("proposed", Reservation.State.held),
            Map.entry("pending", Reservation.State.held),
            Map.entry("waitlist", Reservation.State.held),
            Map.entry("booked", Reservation.State.confirmed),
            Map.entry("checked-in", Reservation.State.confirmed),
            Map.entry("arrived", Reservation.State.confirmed),
            Map.entry("fulfilled", Reservation.State.confirmed),
            Map.entry("noshow", Reservation.State.confirmed),
            Map.entry("cancelled", Reservation.State.cancelled),
            Map.entry("entered-in-error", Reservation.State.cancelled));

    private static final Set<String> BEGUN = Set.of("checked-in", "arrived", "fulfilled", "noshow");

    /** What is written to ask for an appointment. */
    static ObjectNode asked(PartnerConnector.Request request, PartnerSettings.Fhir settings) {
        var asked = JsonNodeFactory.instance.objectNode();
        asked.put("resourceType", "Appointment");
        asked.putArray("identifier")
                .addObject()
                .put("system", settings.system())
                .put("value", request.reference());
        asked.put("status", settings.request().name());
        asked.putArray("serviceType").addObject().put("text", request.service());
        asked.put("description", request.service());
        asked.put("start", request.start().toString());
        asked.put("end", request.start().plus(request.duration()).toString());
        asked.put("minutesDuration", request.duration().toMinutes());
        var customer = asked.putArray("participant").addObject();
        customer.putObject("actor").put("display", request.customer());
        customer.put("required", "required").put("status", "accepted");
        return asked;
    }

    /**
     * Reads one as a server tells it.
     *
     * @throws IllegalArgumentException if it is none, or lacks what a server has to say of it
     */
    static FhirAppointment read(JsonNode json) {
        if (!(json instanceof ObjectNode appointment)
                || !"Appointment".equals(json.path("resourceType").textValue())) {
            throw new IllegalArgumentException("it is no Appointment");
        }
        var status = json.path("status").asText("");
        if (!STATES.containsKey(status)) {
            throw new IllegalArgumentException("an Appointment has no such status");
        }
        return new FhirAppointment(
                appointment,
                id("id", json.path("id")),
                id("meta.versionId", json.path("meta").path("versionId")),
                status);
    }

    /** The {@code member} that must be an id. */
    static String id(String member, JsonNode id) {
        var text = id.asText("");
        if (!isId(text)) {
            throw new IllegalArgumentException(member + " must be an id of FHIR");
        }
        return text;
    }

    /** Whether {@code id} can be the id of a resource; one that ends with a dot would lead elsewhere in a path. */
    static boolean isId(String id) {
        return ID.matcher(id).matches();
    }

    /** As a reservation under {@code reference}. */
    Reservation reservation(String system, String reference) {
        if (!references(system).contains(reference)) {
            throw new IllegalArgumentException("it is about another reference");
        }
        return underReference(reference);
    }

    /** As a reservation under whichever reference of ours it has. */
    Reservation reservation(String system) {
        return underReference(references(system).stream()
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("it has no reference of ours")));
    }

    /** As news of a reservation under whichever reference of ours it has; empty if it has none. */
    Reservation news(String system) {
        return references(system).isEmpty()
                ? new Reservation(id, "", null, state(), version(), null)
                : reservation(system);
    }

    private Reservation underReference(String reference) {
        var reason = json.path("cancelationReason").path("text").textValue();
        return Reservation.of(id, reference, state(), version(), reason)
                .at(json.path("start").textValue());
    }

    private List<String> references(String system) {
        var references = new ArrayList<String>();
        for (var identifier : json.path("identifier")) {
            var value = identifier.path("value").asText("");
            if (system.equals(identifier.path("system").textValue()) && !value.isBlank()) {
                references.add(value);
            }
        }
        return references;
    }

    /** What somebody who was asked has declined, and is cancelled therefore, was rejected. */
    private Reservation.State state() {
        return status.equals("cancelled") && declined() ? Reservation.State.rejected : STATES.get(status);
    }

    private boolean declined() {
        for (var participant : json.path("participant")) {
            if ("declined".equals(participant.path("status").textValue())) {
                return true;
            }
        }
        return false;
    }

    /** A server's versions need not be numbers, but then their times are. */
    private long version() {
        return NUMBER.matcher(versionId).matches() ? Long.parseLong(versionId) : lastUpdated();
    }

    private long lastUpdated() {
        try {
            var at = OffsetDateTime.parse(json.path("meta").path("lastUpdated").asText(""));
            return ChronoUnit.MICROS.between(Instant.EPOCH, at.toInstant());
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException("neither meta.versionId nor meta.lastUpdated tells which is newer", e);
        }
    }

    /** Whether the visit has begun, or its time is over: there is nothing left to cancel. */
    boolean begun() {
        return BEGUN.contains(status);
    }

    /** The same, cancelled; all that others have written into it is still there. */
    ObjectNode cancelled() {
        return json.deepCopy().put("status", "cancelled");
    }

    /** The version this is, as a condition of HTTP. */
    String etag() {
        return "W/\"%s\"".formatted(versionId);
    }
}
