/** Which visits can still be booked, as far as partners tell. */
package dev.throughline.booking.availability;
