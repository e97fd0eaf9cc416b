package dev.throughline.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The schemas of events that the services publish, held against real events. */
final class EventSchemas {

    private final Path root;
    private final JsonSchemaFactory factory = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

    EventSchemas(Path root) {
        this.root = root;
    }

    /** What is wrong with {@code event}, a CloudEvent; nothing if it is as its schema says and has no member that it hides. */
    List<String> faults(JsonNode event) {
        var service = event.path("source").asText().replace("/throughline/", "");
        var file = root.resolve("%s/src/main/resources/META-INF/schemas/%s.json"
                .formatted(service, event.path("type").asText()));
        if (!Files.exists(file)) {
            return List.of(service + " has no schema for " + event.path("type").asText());
        }
        var faults = new ArrayList<String>();
        schema(file).validate(event.path("data")).forEach(fault -> faults.add(fault.getMessage()));
        var described = described(file);
        event.path("data").fieldNames().forEachRemaining(member -> {
            if (!described.contains(member)) {
                faults.add(member + " is not described");
            }
        });
        return faults.stream()
                .map(fault -> event.path("type").asText() + ": " + fault)
                .toList();
    }

    private JsonSchema schema(Path file) {
        return factory.getSchema(file.toUri());
    }

    private static Set<String> described(Path file) {
        try {
            var schema = TestStack.JSON.readTree(file.toFile());
            var members = new HashSet<String>();
            schema.path("properties").fieldNames().forEachRemaining(members::add);
            if (schema.has("$ref")) {
                members.addAll(described(file.resolveSibling(schema.path("$ref").asText())));
            }
            return members;
        } catch (IOException e) {
            throw new AssertionError(file + " is no JSON", e);
        }
    }
}
