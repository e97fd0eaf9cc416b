/** Partners, the connectors that reach them, the jobs that speak to them, and the ledger of what was said. */
package dev.throughline.booking.partner;
