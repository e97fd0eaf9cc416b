/** The customer's order for a visit: its state is ours, never the partner's. */
package dev.throughline.booking.booking;
