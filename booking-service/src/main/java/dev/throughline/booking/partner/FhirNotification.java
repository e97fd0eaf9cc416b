package dev.throughline.booking.partner;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One version of an Appointment as a FHIR server tells it by itself, by a rest-hook Subscription with a payload
 * (hl7.org/fhir/R4/subscription.html).
 *
 * @param news what it says of the reservation; its reference is empty if the Appointment has none of ours
 */
public record FhirNotification(String appointment, String versionId, Reservation news) {

    /**
     * Reads one.
     *
     * @param system of the identifier that our references have there
     * @throws IllegalArgumentException if it is no Appointment as a server tells it
     */
    public static FhirNotification read(JsonNode json, String system) {
        var appointment = FhirAppointment.read(json);
        return new FhirNotification(appointment.id(), appointment.versionId(), appointment.news(system));
    }

    /** The same for every repetition, and no other version's: a server tells a version once, and again until it is answered. */
    public String id() {
        return "Appointment/%s/_history/%s".formatted(appointment, versionId);
    }
}
