package dev.throughline.local;

import java.util.Map;
import java.util.Set;

/** Follows one booking through its events, in their order: it may only go the ways that its lifecycle knows. */
final class Lifecycle {

    private static final String ATTENTION = "needs_attention";
    private static final Map<String, Set<String>> FROM = Map.of(
            "booking.placed", Set.of("nothing"),
            "booking.confirmed", Set.of("pending", ATTENTION),
            "booking.rejected", Set.of("pending", ATTENTION),
            "booking.cancelling", Set.of("pending", "confirmed", ATTENTION),
            "booking.cancelled", Set.of("cancelling", ATTENTION),
            "booking.needs-attention", Set.of("pending", "cancelling"),
            "booking.resumed", Set.of(ATTENTION),
            "visit.completed", Set.of("confirmed"),
            "visit.no-show", Set.of("confirmed"));

    private String status = "nothing";
    private String before = "nothing";
    private String violation = "";

    /** What happened next; types that change no status may be among them. */
    void follow(String type) {
        if (!FROM.containsKey(type)) {
            return;
        }
        if (!FROM.get(type).contains(status) && violation.isEmpty()) {
            violation = "%s after it was %s".formatted(type, status);
        }
        var next = next(type);
        before = status;
        status = next;
    }

    private String next(String type) {
        return switch (type) {
            case "booking.placed" -> "pending";
            case "booking.resumed" -> before;
            default -> type.substring(type.indexOf('.') + 1).replace('-', '_');
        };
    }

    String status() {
        return status;
    }

    /** The first step that was none of the lifecycle's; empty if there was none. */
    String violation() {
        return violation;
    }
}
