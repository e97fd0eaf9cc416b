/** How fresh the views are, and readers that wait for a state they know of. */
package dev.throughline.status.freshness;
