/** Carrying one trace through rows, messages and background work (W3C Trace Context, section 3.2). */
package dev.throughline.kit.trace;
