/** Turns events into views and timelines: each once, those of one aggregate in order. */
package dev.throughline.status.projection;
