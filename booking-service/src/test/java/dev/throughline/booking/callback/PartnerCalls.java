package dev.throughline.booking.callback;

import static io.restassured.RestAssured.given;

import com.standardwebhooks.Webhook;
import io.restassured.response.ValidatableResponse;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Callbacks as a partner sends them. */
final class PartnerCalls {

    private PartnerCalls() {}

    static String newId() {
        return "msg_" + UUID.randomUUID();
    }

    /** A callback of harbour about the reservation of {@code booking}, signed with its newer secret. */
    static ValidatableResponse tell(String booking, String status, long version) {
        return tell(newId(), booking, status, version);
    }

    static ValidatableResponse tell(String webhookId, String booking, String status, long version) {
        return tell("harbour", webhookId, booking, status, version);
    }

    static ValidatableResponse tell(String partner, String webhookId, String booking, String status, long version) {
        return send(partner, webhookId, body(booking, status, version));
    }

    static ValidatableResponse send(String partner, String webhookId, String body) {
        return send(partner, signed(PartnerDesk.NEW_SECRET, webhookId, Instant.now(), body), body);
    }

    static ValidatableResponse send(String partner, Map<String, String> headers, String body) {
        return given().contentType("application/json")
                .headers(headers)
                .body(body)
                .post("/partners/{partner}/callbacks", partner)
                .then();
    }

    static Map<String, String> signed(String secret, String webhookId, Instant at, String body) {
        try {
            var headers = new LinkedHashMap<String, String>();
            headers.put("webhook-id", webhookId);
            headers.put("webhook-timestamp", String.valueOf(at.getEpochSecond()));
            headers.put("webhook-signature", new Webhook(secret).sign(webhookId, at.getEpochSecond(), body));
            return headers;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A version of the hospital's Appointment for {@code reference}, as its FHIR server has it. */
    static String appointment(String reference, String status, long version) {
        return """
                {"resourceType": "Appointment", "id": "%s", "status": "%s", "start": "2030-12-23T09:00:00Z",
                 "meta": {"versionId": "%d", "lastUpdated": "2030-01-01T00:00:00.000+00:00"},
                 "identifier": [{"system": "urn:throughline:booking-reference", "value": "%s"}],
                 "participant": [{"status": "accepted"}]}""".formatted(PartnerDesk.idOf(reference), status, version, reference);
    }

    /** The hospital's FHIR server tells of a version of an Appointment. */
    static ValidatableResponse tellAppointment(String reference, String status, long version) {
        return put(PartnerDesk.idOf(reference), appointment(reference, status, version));
    }

    static ValidatableResponse put(String id, String body) {
        return put("hospital", "Bearer " + PartnerDesk.NEW_TOKEN, id, body);
    }

    static ValidatableResponse put(String partner, String authorization, String id, String body) {
        var request = given().contentType("application/fhir+json").accept("application/fhir+json;q=1.0");
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return request.body(body)
                .put("/partners/{partner}/callbacks/Appointment/{id}", partner, id)
                .then();
    }

    static String body(String booking, String status, long version) {
        return """
                {"type":"reservation.updated","timestamp":"2030-01-01T00:00:00Z","data":{"id":"%s","reference":"%s",\
                "status":"%s","version":%d,"updatedAt":"2030-01-01T00:00:00Z"}}""".formatted(PartnerDesk.idOf(booking), booking, status, version);
    }
}
