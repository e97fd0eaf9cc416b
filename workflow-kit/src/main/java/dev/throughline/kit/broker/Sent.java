package dev.throughline.kit.broker;

import java.util.Set;

/**
 * What became of messages that were sent together.
 *
 * @param confirmed ids of the messages that reached a queue and that the broker has taken responsibility for
 * @param failure why the others are not among them; {@code null} if all are
 */
public record Sent(Set<String> confirmed, String failure) {

    public boolean complete() {
        return failure == null;
    }
}
