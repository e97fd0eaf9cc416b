package dev.throughline.status.live;

import java.util.List;
import java.util.UUID;

/**
 * A booking that has changed, for the list's stream.
 *
 * @param changedBy the transaction that changed it last
 * @param json the list item
 */
record ChangedRow(UUID booking, long position, long changedBy, String owner, String json) {

    /** A place among the changes, in the order of the transactions that made them. */
    record Place(long transaction, UUID booking) {

        /** Before everything that {@code transaction} and later ones have changed. */
        static Place before(long transaction) {
            return new Place(transaction, new UUID(0, 0));
        }
    }

    Place place() {
        return new Place(changedBy, booking);
    }

    /**
     * Those changed after some place.
     *
     * @param mark the oldest transaction that was still under way: none before it can still bring a change, whether or not
     *     these are all
     * @param complete whether these are all
     */
    record Found(List<ChangedRow> rows, long mark, boolean complete) {}
}
