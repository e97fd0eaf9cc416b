package dev.throughline.kit.outbox;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which rows of a batch are done. */
final class InOrder {

    private InOrder() {}

    /**
     * The confirmed rows that no unconfirmed row of the same aggregate precedes. A confirmed row behind an unconfirmed one
     * is published again after it, so that the last word of an aggregate on the wire is its latest.
     */
    static List<Long> done(List<OutboxRow> batch, Set<String> confirmed) {
        var broken = new HashSet<String>();
        var done = new ArrayList<Long>(batch.size());
        for (var row : batch) {
            if (!confirmed.contains(row.id().toString())) {
                broken.add(row.aggregate());
            } else if (!broken.contains(row.aggregate())) {
                done.add(row.seq());
            }
        }
        return done;
    }
}
