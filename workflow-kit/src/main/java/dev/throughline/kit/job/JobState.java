package dev.throughline.kit.job;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Where a job stands.
 *
 * <pre>
 * queued → running → succeeded
 *            running → failed → queued        (retry, when its backoff has passed)
 *                      failed → dead_letter   (attempts exhausted, or the outcome forbids a retry)
 *                               dead_letter → queued                  (replay by a person)
 *                               dead_letter → succeeded | cancelled   (resolved by a person)
 *                               dead_letter → cancelled               (something else has taken its place)
 * queued → cancelled
 * </pre>
 *
 * A failed job waits for its retry; the claim that ends the wait passes it through the queue in the same statement.
 */
@RegisterForReflection
public enum JobState {
    queued,
    running,
    failed,
    succeeded,
    dead_letter,
    cancelled
}
