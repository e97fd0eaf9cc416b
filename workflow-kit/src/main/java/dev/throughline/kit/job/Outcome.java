package dev.throughline.kit.job;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** How an attempt ended, as far as we can know. */
@RegisterForReflection
public enum Outcome {
    /** It was done. */
    succeeded,
    /** It was provably not done: nothing reached the other side, or the other side says so. */
    failed,
    /** The other side said no. */
    rejected,
    /** It may have happened. */
    unknown
}
