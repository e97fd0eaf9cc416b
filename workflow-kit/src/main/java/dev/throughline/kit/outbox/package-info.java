/** The relay: takes committed events out of the outbox and hands them to the broker, at least once and in order. */
package dev.throughline.kit.outbox;
