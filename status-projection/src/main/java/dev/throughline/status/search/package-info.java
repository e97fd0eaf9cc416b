/** Finding bookings: the list, its text search, and the counts. */
package dev.throughline.status.search;
