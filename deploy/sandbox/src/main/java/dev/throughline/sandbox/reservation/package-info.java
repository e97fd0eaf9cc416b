/** The partner's reservations, their ledger, and the protocol. */
package dev.throughline.sandbox.reservation;
