/** Telling readers of changes as they happen, in every process. */
package dev.throughline.status.live;
