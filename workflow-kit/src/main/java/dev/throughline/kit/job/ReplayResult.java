package dev.throughline.kit.job;

/** What became of one dead letter of a batch. */
enum ReplayResult {
    /** Not looked at yet; stays so in a cancelled batch. */
    pending,
    /** It is back in the queue. */
    replayed,
    /** Its verdict forbids a replay. */
    refused,
    /** It is no longer the dead letter that was chosen. */
    gone,
    /** The replay could not be carried out; it is still a dead letter. */
    failed
}
