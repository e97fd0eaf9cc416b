package dev.throughline.kit.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * An event to be published.
 *
 * @param id identity of the event, the CloudEvents {@code id}; a UUIDv7
 * @param type type without version, which is also the routing key, such as {@code booking.placed}
 * @param schemaVersion version of the data's schema, at least 1; it follows the type in the CloudEvents {@code type}
 * @param aggregate what it is about, {@code kind/id}; the CloudEvents {@code subject}
 * @param sequence version of the aggregate that this event made: 1 for its first event, then without a gap
 * @param time when it happened
 * @param data what consumers need, and no more
 */
public record NewEvent(
        UUID id, String type, int schemaVersion, String aggregate, long sequence, Instant time, JsonNode data) {

    public NewEvent {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(aggregate, "aggregate");
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(data, "data");
        if (schemaVersion < 1 || sequence < 1) {
            throw new IllegalArgumentException("Event %s of %s: schema version and sequence start at 1, not %d and %d."
                    .formatted(type, aggregate, schemaVersion, sequence));
        }
    }
}
