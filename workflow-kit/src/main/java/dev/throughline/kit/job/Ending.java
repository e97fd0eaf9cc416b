package dev.throughline.kit.job;

/**
 * The end of an attempt that changes nothing but its job and the ledger.
 *
 * @param traceId {@code null} if there is none
 */
record Ending(Job job, AttemptEnd end, String traceId) {}
