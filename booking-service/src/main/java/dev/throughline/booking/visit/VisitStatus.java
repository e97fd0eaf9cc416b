package dev.throughline.booking.visit;

import java.util.List;

/**
 * Where a visit stands.
 *
 * <pre>
 * scheduled → checked_in → completed
 * scheduled → no_show
 * scheduled | checked_in → cancelled
 * </pre>
 */
public enum VisitStatus {
    scheduled("check-in", "no-show", "cancel", "reschedule"),
    checked_in("complete", "cancel"),
    completed,
    no_show,
    cancelled;

    private final List<String> allowed;

    VisitStatus(String... allowed) {
        this.allowed = List.of(allowed);
    }

    /** What may be asked for in this state. */
    public List<String> allowed() {
        return allowed;
    }
}
