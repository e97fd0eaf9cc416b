package dev.throughline.kit.idempotency;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an action answers; kept with it and replayed as it is.
 *
 * @param status HTTP status
 * @param headers what the answer carries besides the operation id
 * @param body to be written as JSON; {@code null} for none
 */
public record Answer(int status, Map<String, String> headers, Object body) {

    /** The action is accepted and goes on after the answer. */
    public static Answer accepted(Object body) {
        return new Answer(202, Map.of(), body);
    }

    /** Something new is there, at {@code location}. */
    public static Answer created(Object body, String location) {
        return new Answer(201, Map.of("Location", location), body);
    }

    public Answer with(String header, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, more, body);
    }

    /** Tells which state of {@code aggregate} the action made: {@code Consistency-Token} and {@code ETag}. */
    public Answer at(String aggregate, long version) {
        return with("Consistency-Token", new ConsistencyToken(aggregate, version).encode())
                .with("ETag", "\"" + version + "\"");
    }
}
