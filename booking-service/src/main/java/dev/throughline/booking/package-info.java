/** Carries bookings from quote to visit, with an outside partner that must hold the reservation. */
package dev.throughline.booking;
