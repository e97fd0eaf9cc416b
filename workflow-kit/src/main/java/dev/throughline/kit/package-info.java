/** What every Throughline service shares: outbox, inbox, idempotency, jobs with their ledger, problems, tenancy, tracing. */
package dev.throughline.kit;
