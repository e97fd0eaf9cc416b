/** The OCTO API (names and members as in its OpenAPI file, 2.0.4), over the same ledger and with the same faults. */
package dev.throughline.sandbox.octo;
