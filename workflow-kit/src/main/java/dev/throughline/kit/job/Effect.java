package dev.throughline.kit.job;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** What a kind of job does outside our own database; declared by its handler, and the ground of every verdict. */
@RegisterForReflection
public enum Effect {
    /** Nothing: everything it does commits with its outcome. */
    none,
    /** Repeating it is harmless, because the other side recognises a key of ours. */
    idempotent,
    /** It can be found by a reference of ours, so look before repeating. */
    findable,
    /** It can be neither recognised nor found: a repeat may be a second action. */
    unrepeatable
}
