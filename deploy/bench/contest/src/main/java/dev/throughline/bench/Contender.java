package dev.throughline.bench;

import java.util.concurrent.CompletionStage;

/** A job engine that runs jobs which do nothing but say that they run: {@link Executions#started}. */
public interface Contender {

    /**
     * Enqueues the job {@code number}, which is due at once, in a transaction of its own; completes after the commit. It
     * fails if the job was not enqueued.
     */
    CompletionStage<?> enqueue(int number);

    /** A query that answers, in one row, how many jobs the engine has not yet done with: neither run nor on record as run. */
    String open();

    /**
     * A query that answers, in one row, how many jobs the engine's own ledger calls done after exactly one attempt; {@code null}
     * if the engine keeps none.
     */
    String ledger();

    /** Looks for jobs from now on. */
    default void resume() {}

    /** Looks for no jobs, as far as the engine can be told so: another contender's turn has come. */
    default void pause() {}
}
