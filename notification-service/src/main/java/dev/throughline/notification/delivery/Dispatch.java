package dev.throughline.notification.delivery;

import dev.throughline.kit.job.Outcome;

/**
 * What became of a mail that was handed to the mail server.
 *
 * @param detail in a sentence
 * @param reply the server's last word; {@code null} if it said nothing
 */
record Dispatch(Outcome outcome, String detail, String reply) {

    static Dispatch accepted() {
        return new Dispatch(Outcome.succeeded, "The mail server has accepted the mail.", null);
    }
}
