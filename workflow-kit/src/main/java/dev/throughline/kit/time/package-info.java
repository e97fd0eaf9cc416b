/** The clock and the ids that are ordered by it. */
package dev.throughline.kit.time;
