/** What can be booked, where, and under which price rules. */
package dev.throughline.booking.catalog;
