package dev.throughline.local;

/** The boundaries between the steps of a job at which its process may die. */
enum Boundary {
    /** The effect is announced in a transaction that has not committed: nothing was sent. */
    before_send,
    /** The effect exists, and no answer has come back. */
    before_answer,
    /** The answer is about to be recorded. */
    before_record,
    /** The answer and all that follows are recorded, and not committed. */
    before_commit,
    /** It is committed, and whoever asked for that does not hear of it. */
    before_hearing,
    /** The events of it are published, and still in the outbox. */
    before_acknowledgement,
    /** The job runs, and its lease is being renewed. */
    heartbeat
}
