/** What partners tell us by themselves: verified, recorded, applied in order. */
package dev.throughline.booking.callback;
