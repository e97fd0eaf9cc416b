package dev.throughline.notification.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;

/** The published schemas of our events. */
public final class EventSchemas {

    private static final JsonMetaSchema META = JsonMetaSchema.builder(JsonMetaSchema.getV202012())
            .keyword(new NonValidationKeyword("x-personal-data"))
            .build();
    private static final JsonSchemaFactory SCHEMAS =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012, builder -> builder.metaSchema(META));

    private EventSchemas() {}

    /** Requires the event's data to follow the schema of its type. */
    public static void check(JsonNode event) {
        var path = "/META-INF/schemas/%s.json".formatted(event.path("type").asText());
        try (var file = EventSchemas.class.getResourceAsStream(path)) {
            assertNotNull(file, path + " is missing");
            var schema = SCHEMAS.getSchema(file);
            assertEquals(Set.of(), schema.validate(event.path("data")), () -> event.toPrettyString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
