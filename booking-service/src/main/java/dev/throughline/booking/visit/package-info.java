/** The booked appointment as operators work on it. */
package dev.throughline.booking.visit;
