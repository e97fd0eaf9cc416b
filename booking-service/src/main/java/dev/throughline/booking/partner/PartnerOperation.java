package dev.throughline.booking.partner;

/** What we ask of a partner. */
public enum PartnerOperation {
    reserve,
    find,
    cancel
}
