package dev.throughline.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;

/** Asks bookings to move, and compares what came of it with the partner's own ledger. */
final class Moves {

    /** When {@link TestStack#book} books. */
    static final String FORMER = "2030-12-23T09:00:00Z";

    private static final Duration LIMIT = Duration.ofSeconds(120);

    private final TestStack stack;
    private final String customer;

    Moves(TestStack stack, String customer) {
        this.stack = stack;
        this.customer = customer;
    }

    TestStack.Reply ask(String booking, String start) throws Exception {
        return ask(booking, start, UUID.randomUUID().toString());
    }

    TestStack.Reply ask(String booking, String start, String key) throws Exception {
        var request = TestStack.JSON.createObjectNode().put("start", start);
        return stack.post("/bookings/" + booking + "/reschedule", customer, key, request);
    }

    /** Asks, although the service may be away at the moment; the same key all the time. */
    void askUntilHeard(String booking, String start) {
        var key = UUID.randomUUID().toString();
        Awaitility.await()
                .atMost(LIMIT)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> ask(booking, start, key).status() == 202);
    }

    JsonNode booking(String id) throws Exception {
        return stack.get("/bookings/" + id, customer);
    }

    /** Waits until the move has ended and the partner holds exactly what the booking says. */
    JsonNode settled(String id, String context) {
        Awaitility.await(context)
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptionsInstanceOf(IOException.class)
                .untilAsserted(() -> check(id));
        try {
            return booking(id);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void check(String id) throws Exception {
        var booking = booking(id);
        assertNotEquals("requested", booking.path("reschedule").path("state").asText(), booking::toString);
        var status = booking.path("status").asText();
        assertEquals(true, status.matches("confirmed|cancelled"), booking::toString);
        var sync = booking.path("partnerSync");
        var wanted = status.equals("confirmed")
                ? List.of(line(sync.path("reservationId"), sync.path("reference"), booking.path("start")))
                : List.of();
        assertEquals(wanted, live(id), booking::toString);
    }

    /** What the partner's ledger has live for a booking, under whichever of its references. */
    private List<String> live(String id) throws Exception {
        var live = new ArrayList<String>();
        for (var number = 0; number <= 3; number++) {
            for (var each : reservations(number == 0 ? id : id + "-r" + number)) {
                if (each.path("live").asBoolean()) {
                    live.add(line(each.path("id"), each.path("reference"), each.path("start")));
                }
            }
        }
        return live;
    }

    JsonNode reservations(String reference) throws Exception {
        return stack.sandbox("GET", "/sandbox/reservations?reference=" + reference, null);
    }

    private static String line(JsonNode id, JsonNode reference, JsonNode start) {
        return "%s %s %s".formatted(id.asText(), reference.asText(), Instant.parse(start.asText()));
    }
}
