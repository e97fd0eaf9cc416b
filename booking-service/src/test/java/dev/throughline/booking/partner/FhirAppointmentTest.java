package dev.throughline.booking.partner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FhirAppointmentTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SYSTEM = "urn:example:references";

    private record Settings(String system, Request request) implements PartnerSettings.Fhir {

        @Override
        public Map<String, PartnerSettings.Slots> slots() {
            return Map.of();
        }
    }

    private static FhirAppointment told(Consumer<ObjectNode> change) {
        try {
            var json = (ObjectNode) JSON.readTree("""
                    {"resourceType": "Appointment", "id": "7", "status": "booked",
                     "meta": {"versionId": "3", "lastUpdated": "2030-01-01T00:00:00.000+00:00"},
                     "identifier": [{"value": "x"}, {"system": "urn:example:others", "value": "y"},
                                    {"system": "urn:example:references", "value": "r"}]}
                    """);
            change.accept(json);
            return FhirAppointment.read(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static Reservation reservation(Consumer<ObjectNode> change) {
        return told(change).reservation(SYSTEM, "r");
    }

    @Test
    void ourReferenceIsTheOneOfOurSystem() {
        assertEquals("r", told(json -> {}).reservation(SYSTEM).reference());
        assertThrows(IllegalArgumentException.class, () -> told(json -> {}).reservation("urn:example:nobody"));
        assertThrows(IllegalArgumentException.class, () -> told(json -> {}).reservation(SYSTEM, "y"));
        assertThrows(IllegalArgumentException.class, () -> told(json -> {}).reservation(SYSTEM, "x"));
    }

    @Test
    void whatHasNoReferenceOfOursIsNewsOfNone() {
        assertEquals("r", told(json -> {}).news(SYSTEM).reference());
        assertEquals("", told(json -> {}).news("urn:example:nobody").reference());
        assertEquals(
                "",
                told(json -> ((ObjectNode) json.at("/identifier/2")).put("value", " "))
                        .news(SYSTEM)
                        .reference());
    }

    @Test
    void aVersionThatIsANumberTellsWhichIsNewer() {
        assertEquals(3, reservation(json -> {}).version());
    }

    @Test
    void ifVersionsAreNoNumbersTheirTimesTellWhichIsNewer() {
        var older = reservation(json -> json.withObject("meta").put("versionId", "f7a2"));
        var newer = reservation(json -> json.withObject("meta")
                .put("versionId", "b1c9")
                .put("lastUpdated", "2030-01-01T01:00:00.000001+01:00"));

        assertEquals(older.version() + 1, newer.version());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "2030-01-01", "+999999999-01-01T00:00:00Z"})
    void aVersionOfWhichNothingTellsWhetherItIsNewerIsNotBelieved(String lastUpdated) {
        assertThrows(
                IllegalArgumentException.class,
                () -> reservation(
                        json -> json.withObject("meta").put("versionId", "f7a2").put("lastUpdated", lastUpdated)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "a/b",
                "a b",
                "a\"b",
                "a\r\nb",
                "12345678901234567890123456789012345678901234567890123456789012345"
            })
    void whatCannotBeAnIdOfFhirIsNone(String id) {
        assertThrows(IllegalArgumentException.class, () -> told(json -> json.put("id", id)));
        assertThrows(
                IllegalArgumentException.class,
                () -> told(json -> json.withObject("meta").put("versionId", id)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "BOOKED", "confirmed", "draft"})
    void aStatusThatFhirDoesNotHaveIsNotGuessed(String status) {
        assertThrows(IllegalArgumentException.class, () -> told(json -> json.put("status", status)));
    }

    @ParameterizedTest
    @EnumSource
    void theStatusThatIsAskedForIsThatOfTheConfiguration(PartnerSettings.Fhir.Request status) {
        var request = new PartnerConnector.Request(
                "r", "CONSULT", Instant.parse("2030-12-23T23:45:00.5Z"), Duration.ofMinutes(30), "Ana Dvořák");

        var asked = FhirAppointment.asked(request, new Settings(SYSTEM, status));

        assertEquals(status.name(), asked.path("status").asText());
        assertEquals("2030-12-24T00:15:00.500Z", asked.path("end").asText());
        assertEquals(SYSTEM, asked.at("/identifier/0/system").asText());
        assertEquals("r", asked.at("/identifier/0/value").asText());
    }

    @Test
    void onlyTheStatusOfWhatIsCancelledChanges() {
        var appointment = told(json -> json.put("comment", "Room 7"));

        var cancelled = appointment.cancelled();

        assertEquals("cancelled", cancelled.path("status").asText());
        assertEquals(appointment.json(), cancelled.put("status", "booked"));
        assertTrue(FhirAppointment.read(appointment.json()).reservation(SYSTEM).live());
    }
}
