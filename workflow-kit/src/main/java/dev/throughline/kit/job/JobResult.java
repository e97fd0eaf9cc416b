package dev.throughline.kit.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.kit.work.Work;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.function.Function;

/**
 * How an attempt ended, and what must change with it.
 *
 * <p>The effect runs in the transaction that records the outcome, after the fence was checked: if the lease was lost, it
 * does not run at all. An effect that finds things changed since the result was decided fails with {@link Outdated}.
 */
public sealed interface JobResult {

    /** What must be committed together with the outcome. */
    Function<Work, Uni<Void>> effect();

    /** For the ledger, in a sentence. */
    String detail();

    /** What came back from the other side; {@code null} if nothing did. */
    JsonNode received();

    /** The job is done. The outcome is {@code succeeded}, or {@code rejected} when a no is an answer it can live with. */
    record Done(Outcome outcome, String detail, JsonNode received, Function<Work, Uni<Void>> effect)
            implements JobResult {}

    /**
     * The attempt did not do it ({@code failed}), was refused ({@code rejected}), or may have done it ({@code unknown}).
     *
     * @param retry whether another attempt may follow by itself
     * @param notBefore when the other side asked to wait; {@code null} for the usual backoff
     */
    record NotDone(
            Outcome outcome,
            String detail,
            JsonNode received,
            boolean retry,
            Instant notBefore,
            Function<Work, Uni<Void>> effect)
            implements JobResult {}

    /** Nothing is wrong, it is only too early: try again at {@code until}. Uses up no attempt. */
    record Snoozed(Instant until, String detail, JsonNode received, Function<Work, Uni<Void>> effect)
            implements JobResult {}

    static JobResult succeeded(String detail) {
        return new Done(Outcome.succeeded, detail, null, NoEffect.INSTANCE);
    }

    static JobResult succeeded(String detail, JsonNode received, Function<Work, Uni<Void>> effect) {
        return new Done(Outcome.succeeded, detail, received, effect);
    }

    /** The other side said no, and the job is done with that. */
    static JobResult refused(String detail, JsonNode received, Function<Work, Uni<Void>> effect) {
        return new Done(Outcome.rejected, detail, received, effect);
    }

    /** The other side said no, and a person must decide what follows. */
    static JobResult rejected(String detail, JsonNode received) {
        return new NotDone(Outcome.rejected, detail, received, false, null, NoEffect.INSTANCE);
    }

    static JobResult failed(String detail) {
        return new NotDone(Outcome.failed, detail, null, true, null, NoEffect.INSTANCE);
    }

    static JobResult unknown(String detail) {
        return new NotDone(Outcome.unknown, detail, null, true, null, NoEffect.INSTANCE);
    }

    static JobResult snoozed(Instant until, String detail) {
        return new Snoozed(until, detail, null, NoEffect.INSTANCE);
    }
}
