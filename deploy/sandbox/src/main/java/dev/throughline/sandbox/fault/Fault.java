package dev.throughline.sandbox.fault;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Something that goes wrong with the next requests.
 *
 * @param times how many requests it strikes
 * @param delayMs for the faults that wait, in milliseconds
 * @param reference strikes only this reference; {@code null} for any
 * @param partner strikes only this partner; {@code null} for any
 */
@RegisterForReflection
public record Fault(Operation operation, Kind fault, int times, Long delayMs, String reference, String partner) {

    /** {@code check} and {@code confirm} are steps that only OCTO has. */
    public enum Operation {
        reserve,
        find,
        cancel,
        check,
        confirm
    }

    /** What goes wrong. */
    public enum Kind {
        /** Waits before it does anything. */
        delay,
        /** Closes the connection without doing anything. */
        drop_before,
        /** Does it and never answers: closes the connection after the delay. */
        timeout_after,
        /** Does it and answers 500. */
        error_after,
        /** Makes two reservations and answers with one. */
        create_twice,
        /** Says no. */
        reject,
        /** What it holds for the client to confirm is given away after the delay. */
        short_hold,
        /** Its callbacks come later, by the delay. */
        callback_late,
        /** Each of its callbacks comes twice, under the same id. */
        callback_twice,
        /** Its newer callback comes before its older one. */
        callback_out_of_order,
        /** After its callbacks, an old version comes once more under a new id. */
        stale_callback
    }

    boolean strikes(Operation requested, String forReference, String ofPartner) {
        return operation == requested
                && (reference == null || reference.equals(forReference))
                && (partner == null || partner.equals(ofPartner));
    }
}
