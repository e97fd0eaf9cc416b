package dev.throughline.kit.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InOrderTest {

    private final OutboxRow a1 = row(1, "a");
    private final OutboxRow b1 = row(2, "b");
    private final OutboxRow a2 = row(3, "a");
    private final OutboxRow b2 = row(4, "b");
    private final List<OutboxRow> batch = List.of(a1, b1, a2, b2);

    @Test
    void whatIsConfirmedIsDone() {
        assertEquals(List.of(1L, 2L, 3L, 4L), InOrder.done(batch, ids(a1, b1, a2, b2)));
        assertEquals(List.of(), InOrder.done(batch, Set.of()));
    }

    @Test
    void whatFollowsAnUnconfirmedEventOfItsAggregateIsPublishedAgain() {
        assertEquals(List.of(2L, 4L), InOrder.done(batch, ids(b1, a2, b2)));
        assertEquals(List.of(1L, 2L, 3L), InOrder.done(batch, ids(a1, b1, a2)));
    }

    private static Set<String> ids(OutboxRow... rows) {
        return Stream.of(rows).map(row -> row.id().toString()).collect(Collectors.toSet());
    }

    private static OutboxRow row(long seq, String aggregate) {
        return new OutboxRow(seq, UUID.randomUUID(), "acme", aggregate, "x", "{}", null, Instant.EPOCH);
    }
}
