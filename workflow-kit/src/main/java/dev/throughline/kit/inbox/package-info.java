/** Receiving events: each one once in effect, those of one aggregate in order, and a poisoned one without harm to others. */
package dev.throughline.kit.inbox;
