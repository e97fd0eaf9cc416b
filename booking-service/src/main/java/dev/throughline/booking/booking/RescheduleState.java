package dev.throughline.booking.booking;

/**
 * Where the wish to move a visit stands.
 *
 * <pre>
 * requested → done | rejected | failed | cancelled
 * </pre>
 */
public enum RescheduleState {
    /** The partner is being asked; the booking stays where it is. */
    requested,
    /** The partner has confirmed the new start, and the booking has moved. */
    done,
    /** The partner has said no. */
    rejected,
    /** We have given up asking. */
    failed,
    /** The booking has ended, or its visit has begun, in the meantime. */
    cancelled
}
