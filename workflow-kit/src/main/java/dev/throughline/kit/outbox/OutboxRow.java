package dev.throughline.kit.outbox;

import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.util.UUID;

/** An event that waits to be published. Rows are published in the order of {@code seq}. */
record OutboxRow(
        long seq,
        UUID id,
        String tenant,
        String aggregate,
        String routingKey,
        String envelope,
        String traceparent,
        Instant createdAt) {

    static OutboxRow of(Row row) {
        return new OutboxRow(
                row.getLong("seq"),
                row.getUUID("id"),
                row.getString("tenant"),
                row.getString("aggregate"),
                row.getString("routing_key"),
                row.getString("envelope"),
                row.getString("traceparent"),
                row.getOffsetDateTime("created_at").toInstant());
    }
}
