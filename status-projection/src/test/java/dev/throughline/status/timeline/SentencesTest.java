package dev.throughline.status.timeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.kit.event.Event;
import dev.throughline.status.fact.Facts;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SentencesTest {

    private static final String BOOKING = """
            {"status":"confirmed","partner":"harbour","start":"%s","reschedule":{"start":"2030-12-25T18:00:00Z",
             "price":{"amount":"102.00","currency":"EUR"},"state":"%s","reference":"x-r1","reason":%s}}""";

    private static Sentence of(String type, String start, String state, String reason) throws Exception {
        var data = new ObjectMapper().readTree(BOOKING.formatted(start, state, reason));
        return Sentences.of(Facts.of(new Event(
                "e-1",
                "/throughline/booking-service",
                type,
                1,
                "booking/b-1",
                Instant.parse("2030-12-01T09:00:00Z"),
                "acme",
                new UUID(0, 1),
                null,
                4,
                null,
                data)));
    }

    @Test
    void aMoveSaysWhereTheVisitIsUntilThePartnerHasConfirmed() throws Exception {
        assertEquals(
                new Sentence(
                        "Another start was asked for: 25 Dec 2030, 18:00 UTC.",
                        "It stays on 23 Dec 2030, 09:00 UTC until harbour has confirmed the new start, at 102.00 EUR.",
                        Outcome.begun),
                of("booking.rescheduling", "2030-12-23T09:00:00Z", "requested", "null"));
        assertEquals(
                new Sentence("The visit was moved to 25 Dec 2030, 18:00 UTC.", null, Outcome.succeeded),
                of("booking.rescheduled", "2030-12-25T18:00:00Z", "done", "null"));
    }

    @Test
    void aMoveThatFailedSaysWhyAndWhereTheVisitIs() throws Exception {
        assertEquals(
                new Sentence(
                        "The visit was not moved; it stays on 23 Dec 2030, 09:00 UTC.",
                        "Reason: Closed on Sundays.",
                        Outcome.rejected),
                of("booking.reschedule-failed", "2030-12-23T09:00:00Z", "rejected", "\"Closed on Sundays.\""));
    }
}
