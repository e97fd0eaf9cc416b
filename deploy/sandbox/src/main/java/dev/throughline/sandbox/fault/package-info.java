/** What goes wrong, on demand. */
package dev.throughline.sandbox.fault;
