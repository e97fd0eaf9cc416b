/** Prices offered to a customer, which hold until they expire. */
package dev.throughline.booking.quote;
