package dev.throughline.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The comparison that ends a fault run sees what is wrong. */
class ReckoningIT {

    @Test
    void aSecondReservationAndALostBookingAreSeen() throws Exception {
        var stack = TestStack.get();
        stack.awaitReady();
        var operator = new Client(stack.token("operator", "reckoning", "operator-1"));
        var booking = stack.confirmed(stack.token("customer", "reckoning", "customer-1"), "meridian");
        Awaitility.await()
                .atMost(Duration.ofSeconds(120))
                .until(() -> new Reckoning(stack.place, operator, Set.of(booking))
                        .violations()
                        .isEmpty());
        // At a partner that the booking is not with: nobody looks there, so it stays.
        var second = stack.send(
                "POST",
                stack.place.sandbox() + "/summit/reservations",
                null,
                "{\"reference\":\"%s\",\"service\":\"CONSULT\",\"start\":\"2030-12-23T09:00:00Z\"}".formatted(booking),
                Map.of());
        assertEquals(201, second.status());
        var violations = new Reckoning(stack.place, operator, Set.of(booking, "another")).violations();
        assertEquals(2, violations.size(), violations::toString);
        var live = List.of(
                stack.get("/bookings/" + booking, stack.token("operator", "reckoning", "operator-1"))
                        .path("partnerSync")
                        .path("reservationId")
                        .asText(),
                second.json().path("id").asText());
        assertEquals(
                "booking %s is confirmed and the partner holds %s, not %s".formatted(booking, live, live.subList(0, 1)),
                violations.get(0));
        assertEquals("2 bookings were accepted, 1 are there", violations.get(1));
    }
}
