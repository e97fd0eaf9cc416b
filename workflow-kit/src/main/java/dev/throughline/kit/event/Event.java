package dev.throughline.kit.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;

/**
 * An event as it was received.
 *
 * @param id identity of the event within its source; the CloudEvents {@code id}
 * @param source which service it is from
 * @param type type without version, such as {@code booking.placed}
 * @param schemaVersion version of the data's schema
 * @param aggregate what it is about, {@code kind/id}; the CloudEvents {@code subject}
 * @param time when it happened
 * @param tenant whose it is
 * @param operationId id of the business action that caused it
 * @param actor who acted: the subject of a token, or {@code system:} and an activity; {@code null} from a publisher that does
 *     not say
 * @param sequence version of the aggregate that this event made, from 1 without a gap
 * @param traceparent of the span that caused it; {@code null} if there was none
 * @param data the payload; members that a consumer does not know must be ignored
 */
public record Event(
        String id,
        String source,
        String type,
        int schemaVersion,
        String aggregate,
        Instant time,
        String tenant,
        UUID operationId,
        String actor,
        long sequence,
        String traceparent,
        JsonNode data) {

    /** The id of the aggregate, without its kind. */
    public String aggregateId() {
        return aggregate.substring(aggregate.indexOf('/') + 1);
    }
}
