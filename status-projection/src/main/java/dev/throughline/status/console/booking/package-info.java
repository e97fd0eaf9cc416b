/** The list of bookings, the page of one, and what may be done with it. */
package dev.throughline.status.console.booking;
