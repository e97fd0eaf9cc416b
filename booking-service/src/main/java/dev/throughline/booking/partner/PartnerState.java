package dev.throughline.booking.partner;

/** What we know of the partner's side of a booking; kept apart from the booking's own state. */
public enum PartnerState {
    /** Nothing has reached the partner. */
    not_sent,
    /** A request is under way, or its worker has died. */
    in_flight,
    /** It may have happened: looked up before anything else is sent. */
    unknown,
    /** The partner holds it and will confirm or reject. */
    held,
    confirmed,
    rejected,
    cancelled,
    /** A second reservation was found and cancelled; none is left. */
    duplicate_cancelled
}
