/** Telling the booker of every change, signed, until it has been heard. */
package dev.throughline.sandbox.callback;
