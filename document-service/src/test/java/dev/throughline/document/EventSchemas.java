package dev.throughline.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What is wrong with an event by the schema that is published for its type. */
public final class EventSchemas {

    private static final JsonMetaSchema DIALECT = JsonMetaSchema.builder(JsonMetaSchema.getV202012())
            .keyword(new NonValidationKeyword("x-personal-data"))
            .build();
    private static final JsonSchemaFactory FACTORY =
            JsonSchemaFactory.getInstance(VersionFlag.V202012, builder -> builder.metaSchema(DIALECT));

    private EventSchemas() {}

    public static List<String> violations(JsonNode event) {
        var name = "META-INF/schemas/" + event.path("type").asText() + ".json";
        try (var stream = open(name)) {
            var schema = FACTORY.getSchema(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
            return schema
                    .validate(
                            event.path("data").toString(),
                            InputFormat.JSON,
                            context -> context.getExecutionConfig().setFormatAssertionsEnabled(true))
                    .stream()
                    .map(ValidationMessage::getMessage)
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static InputStream open(String name) {
        var stream = EventSchemas.class.getClassLoader().getResourceAsStream(name);
        if (stream == null) {
            throw new IllegalStateException("There is no schema " + name);
        }
        return stream;
    }
}
