package dev.throughline.booking.pricing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.booking.catalog.CatalogFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The expected prices were computed apart from this code: they say what is right, not what it does. */
class SampleDayPricesTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final List<JsonNode> LINES = lines();
    private final Pricing pricing = CatalogFixture.pricing();

    private static List<JsonNode> lines() {
        var json = new ObjectMapper();
        try {
            var lines = new ArrayList<JsonNode>();
            for (var text : Files.readAllLines(Path.of("../deploy/local/sample-day.jsonl"))) {
                lines.add(json.readTree(text));
            }
            return lines;
        } catch (IOException e) {
            throw new IllegalStateException("The sample day cannot be read.", e);
        }
    }

    private Price price(JsonNode line) {
        var duration =
                line.has("durationMinutes") ? line.path("durationMinutes").intValue() : null;
        var request = new PriceRequest(
                line.path("service").textValue(),
                line.path("partner").textValue(),
                start(line),
                duration,
                line.path("discountCode").textValue());
        return pricing.price(request, NOW);
    }

    private static Instant start(JsonNode line) {
        return Instant.parse(line.path("start").textValue());
    }

    private static boolean rejectedBySummit(JsonNode line) {
        var sunday = start(line).atZone(ZoneOffset.UTC).getDayOfWeek() == DayOfWeek.SUNDAY;
        return sunday && line.path("partner").textValue().equals("summit");
    }

    @Test
    void everyLineOfTheSampleDayCostsWhatTheFileExpects() {
        assertEquals(200, LINES.size());
        for (var line : LINES) {
            assertEquals(
                    line.path("expect").path("price").textValue(),
                    price(line).total().amount(),
                    line::toString);
        }
    }

    @Test
    void theSampleDayUsesEveryRule() {
        var used = new TreeSet<String>();
        LINES.forEach(line -> price(line).breakdown().forEach(part -> used.add(part.rule())));
        assertEquals("[base, discount, duration, evening, holiday, weekend]", used.toString());
    }

    @Test
    void summitRejectsItsSundaysAndNobodyRejectsAnythingElseAndTheRestGoesOnAsTheLineSays() {
        for (var line : LINES) {
            assertEquals(ending(line), line.path("expect").path("status").textValue(), line::toString);
            assertEquals(rejectedBySummit(line), line.path("then").isMissingNode(), line::toString);
        }
        assertEquals(
                8, LINES.stream().filter(SampleDayPricesTest::rejectedBySummit).count());
    }

    /** What is not rejected goes on as the line says. */
    private static String ending(JsonNode line) {
        if (rejectedBySummit(line)) {
            return "rejected";
        }
        return line.path("then").has("cancel") ? "cancelled" : "completed";
    }

    @Test
    void everyLineHasItsOwnNumberAndItsOwnCustomerAtAnAddressThatReachesNobody() {
        var emails = new HashSet<String>();
        for (var i = 0; i < LINES.size(); i++) {
            var line = LINES.get(i);
            var email = line.path("customer").path("email").textValue();
            assertEquals("%03d".formatted(i + 1), line.path("line").textValue());
            assertTrue(email.endsWith("@example.com"), email);
            assertTrue(emails.add(email), email);
        }
    }
}
