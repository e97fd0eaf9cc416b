package dev.throughline.kit.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.kit.work.Origin;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloudEventsReadTest {

    private static final String VALID = """
            {"specversion":"1.0","id":"e-1","source":"/throughline/booking-service","type":"booking.placed.v2",
             "subject":"booking/42","time":"2026-03-04T05:06:07.123456+01:00","tenant":"acme",
             "operationid":"01890a5d-ac96-774b-bcce-b302099a8057","sequence":3,"somethingnew":true,"data":{"a":1}}
            """;

    private final ObjectMapper json = new ObjectMapper();
    private final CloudEvents cloudEvents = new CloudEvents(json, "booking-service");

    @Test
    void whatWasWrittenIsReadBack() {
        var event = new NewEvent(
                UUID.randomUUID(),
                "visit.no-show",
                3,
                "booking/7",
                12,
                Instant.parse("2026-01-02T03:04:05.123456Z"),
                json.createObjectNode().put("x", 1));
        var origin = new Origin("acme", "system:test", UUID.randomUUID());
        var traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

        var read = read(cloudEvents.write(event, origin, traceparent));

        assertEquals(
                new Event(
                        event.id().toString(),
                        "/throughline/booking-service",
                        "visit.no-show",
                        3,
                        "booking/7",
                        event.time(),
                        "acme",
                        origin.operationId(),
                        "system:test",
                        12,
                        traceparent,
                        event.data()),
                read);
        assertEquals("7", read.aggregateId());
    }

    @Test
    void whatWeDoNotKnowIsIgnored() {
        var event = read(VALID);

        assertEquals("booking.placed", event.type());
        assertEquals(2, event.schemaVersion());
        assertEquals(Instant.parse("2026-03-04T04:06:07.123456Z"), event.time());
        assertNull(event.traceparent());
        assertNull(event.actor());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "specversion":"1.0"                                  | "specversion":"0.3"       | specversion is not 1.0
            "id":"e-1"                                           | "id":7                    | id is missing or no string
            "type":"booking.placed.v2"                           | "type":"booking.placed"   | type does not end with a version, such as .v1
            "time":"2026-03-04T05:06:07.123456+01:00"            | "time":"yesterday"        | time is not an RFC 3339 timestamp
            "tenant":"acme"                                      | "tenant":" "              | tenant is missing or no string
            "operationid":"01890a5d-ac96-774b-bcce-b302099a8057" | "operationid":"x"         | operationid is not a UUID
            "sequence":3                                         | "sequence":"3"            | sequence is not an integer from 1
            "sequence":3                                         | "sequence":0              | sequence is not an integer from 1
            "sequence":3                                         | "sequence":99999999999999999999 | sequence is not an integer from 1
            """)
    void whatIsNoEventIsRefusedWithTheReason(String good, String bad, String reason) {
        var failure = assertThrows(InvalidEvent.class, () -> read(VALID.replace(good, bad)));

        assertEquals(reason, failure.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"specversion": | the body is not JSON
            [1]             | the body is not a JSON object
            ``              | the body is not a JSON object
            """)
    void whatIsNoJsonObjectIsRefusedToo(String body, String reason) {
        assertEquals(reason, assertThrows(InvalidEvent.class, () -> read(body)).getMessage());
    }

    private Event read(String body) {
        return cloudEvents.read(body.getBytes(StandardCharsets.UTF_8));
    }
}
