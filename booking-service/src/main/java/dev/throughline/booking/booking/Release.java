package dev.throughline.booking.booking;

/**
 * What the partner must not hold any more, and what follows then.
 *
 * @param reference under which reference; {@code null} for everything, and then the booking is to end
 */
record Release(String reference) {}
