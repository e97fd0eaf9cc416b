/** One booking as its readers see it: what has been told of it, and what follows from that. */
package dev.throughline.status.view;
