package dev.throughline.booking.booking;

import java.util.List;

/**
 * Where a booking stands, on our side.
 *
 * <pre>
 * pending → confirmed → completed | no_show
 * pending → rejected
 * pending | confirmed → cancelling → cancelled
 * pending | cancelling → needs_attention → back, by replay or an operator's decision
 * confirmed → confirmed at another start, when the partner has confirmed that
 * </pre>
 */
public enum BookingStatus {
    pending("cancel"),
    confirmed("cancel", "reschedule", "check-in", "complete", "no-show"),
    completed,
    no_show,
    rejected,
    cancelling,
    cancelled,
    needs_attention("replay");

    private final List<String> allowed;

    BookingStatus(String... allowed) {
        this.allowed = List.of(allowed);
    }

    /** What may be asked for in this state. */
    public List<String> allowed() {
        return allowed;
    }

    /**
     * Whether the partner should hold exactly one reservation for a booking in this state; for one that needs attention, unless
     * it was being cancelled.
     */
    public boolean wantsReservation() {
        return this == pending || this == confirmed || this == completed || this == no_show || this == needs_attention;
    }
}
