package dev.throughline.kit.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.kit.work.Origin;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Writes and reads events as CloudEvents 1.0 in the structured JSON format (CloudEvents JSON Event Format, section 3). */
@ApplicationScoped
public class CloudEvents {

    /** Media type of a message in structured mode. */
    public static final String MEDIA_TYPE = "application/cloudevents+json";

    private static final Pattern TYPE = Pattern.compile("(.+)\\.v([1-9]\\d{0,8})");

    private final ObjectMapper json;
    private final String source;

    CloudEvents(ObjectMapper json, @ConfigProperty(name = "quarkus.application.name") String application) {
        this.json = json;
        this.source = "/throughline/" + application;
    }

    /**
     * The message body for {@code event}. {@code sequence} is a CloudEvents Integer; {@code tenant}, {@code operationid} and
     * {@code actor} are extension attributes of ours; {@code traceparent} follows the Distributed Tracing extension and is
     * left out when there is no trace.
     */
    public String write(NewEvent event, Origin origin, String traceparent) {
        var envelope = json.createObjectNode()
                .put("specversion", "1.0")
                .put("id", event.id().toString())
                .put("source", source)
                .put("type", event.type() + ".v" + event.schemaVersion())
                .put("subject", event.aggregate())
                .put("time", event.time().toString())
                .put("datacontenttype", "application/json")
                .put("tenant", origin.tenant())
                .put("operationid", origin.operationId().toString())
                .put("actor", origin.actor())
                .put("sequence", event.sequence());
        if (traceparent != null) {
            envelope.put("traceparent", traceparent);
        }
        envelope.set("data", event.data());
        try {
            return json.writeValueAsString(envelope);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "Event " + event.id() + " of " + event.aggregate() + " cannot be written.", e);
        }
    }

    /**
     * The event in a message body. Attributes that we do not know are ignored, as CloudEvents demands.
     *
     * @throws InvalidEvent if it is no JSON, no CloudEvent, or lacks what every event of ours has; the message says what
     */
    public Event read(byte[] body) {
        var envelope = parse(body);
        if (!"1.0".equals(text(envelope, "specversion"))) {
            throw new InvalidEvent("specversion is not 1.0");
        }
        var type = TYPE.matcher(text(envelope, "type"));
        if (!type.matches()) {
            throw new InvalidEvent("type does not end with a version, such as .v1");
        }
        var sequence = envelope.path("sequence");
        if (!sequence.canConvertToLong() || !sequence.isIntegralNumber() || sequence.asLong() < 1) {
            throw new InvalidEvent("sequence is not an integer from 1");
        }
        return new Event(
                text(envelope, "id"),
                text(envelope, "source"),
                type.group(1),
                Integer.parseInt(type.group(2)),
                text(envelope, "subject"),
                time(text(envelope, "time")),
                text(envelope, "tenant"),
                uuid(text(envelope, "operationid")),
                optional(envelope, "actor"),
                sequence.asLong(),
                optional(envelope, "traceparent"),
                envelope.path("data"));
    }

    private JsonNode parse(byte[] body) {
        try {
            var envelope = json.readTree(body);
            if (envelope == null || !envelope.isObject()) {
                throw new InvalidEvent("the body is not a JSON object");
            }
            return envelope;
        } catch (IOException e) {
            throw new InvalidEvent("the body is not JSON");
        }
    }

    private static String text(JsonNode envelope, String attribute) {
        var value = envelope.path(attribute);
        if (!value.isTextual() || value.asText().isBlank()) {
            throw new InvalidEvent(attribute + " is missing or no string");
        }
        return value.asText();
    }

    private static String optional(JsonNode envelope, String attribute) {
        var value = envelope.path(attribute);
        return value.isTextual() ? value.asText() : null;
    }

    private static Instant time(String value) {
        try {
            return OffsetDateTime.parse(value).toInstant();
        } catch (DateTimeException e) {
            throw new InvalidEvent("time is not an RFC 3339 timestamp");
        }
    }

    private static UUID uuid(String value) {
        try {
            return UUID.fromString(value);
        } catch (IllegalArgumentException e) {
            throw new InvalidEvent("operationid is not a UUID");
        }
    }
}
