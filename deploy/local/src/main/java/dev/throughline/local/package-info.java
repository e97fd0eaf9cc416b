/** Runs the whole of Throughline on one machine, and the sample day on it. */
package dev.throughline.local;
