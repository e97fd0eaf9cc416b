package dev.throughline.booking.callback;

import dev.throughline.booking.partner.Reservation;

/**
 * A callback that has been verified and understood.
 *
 * @param webhookId the same for every repetition
 */
record Arrival(String partner, String webhookId, Reservation news) {}
