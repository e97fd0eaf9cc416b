package dev.throughline.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class LifecycleTest {

    private static Lifecycle of(String... types) {
        var lifecycle = new Lifecycle();
        List.of(types).forEach(lifecycle::follow);
        return lifecycle;
    }

    @Test
    void aBookingThatGoesItsWayEndsWhereItGoes() {
        var completed = of(
                "booking.placed",
                "partner.attempted",
                "booking.confirmed",
                "notification.sent",
                "visit.checked-in",
                "visit.completed");
        assertEquals("completed", completed.status());
        assertEquals("", completed.violation());
        assertEquals(
                "no_show",
                of("booking.placed", "booking.confirmed", "visit.no-show").status());
    }

    @Test
    void afterAPersonHasHelpedItGoesOnWhereItWas() {
        var cancelled = of(
                "booking.placed",
                "booking.cancelling",
                "booking.needs-attention",
                "booking.resumed",
                "booking.cancelled");
        assertEquals("cancelled", cancelled.status());
        assertEquals("", cancelled.violation());
    }

    @Test
    void aBookingThatGoesBackIsSeen() {
        assertEquals(
                "booking.confirmed after it was cancelled",
                of("booking.placed", "booking.cancelling", "booking.cancelled", "booking.confirmed")
                        .violation());
        assertEquals(
                "booking.confirmed after it was confirmed",
                of("booking.placed", "booking.confirmed", "booking.confirmed").violation());
        assertEquals(
                "booking.rejected after it was nothing", of("booking.rejected").violation());
    }
}
