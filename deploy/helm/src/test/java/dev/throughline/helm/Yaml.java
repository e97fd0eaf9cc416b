package dev.throughline.helm;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Reads YAML as Kubernetes does, except that a key given twice is refused instead of overwritten. */
final class Yaml {

    private static final YAMLMapper MAPPER = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private Yaml() {}

    static JsonNode tree(String yaml) {
        try {
            return MAPPER.readTree(yaml);
        } catch (JsonProcessingException invalid) {
            throw new InvalidManifest("not YAML: " + invalid.getMessage(), invalid);
        }
    }

    /** The documents of a stream, empty ones left out. */
    static List<JsonNode> documents(String yaml) {
        try (var documents = MAPPER.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            return documents.readAll().stream().filter(JsonNode::isObject).toList();
        } catch (JsonProcessingException invalid) {
            throw new InvalidManifest("not YAML: " + invalid.getMessage(), invalid);
        } catch (IOException | RuntimeException failed) {
            throw new InvalidManifest("not YAML: " + failed.getMessage(), failed);
        }
    }

    /** One YAML document with the others merged over it as Helm merges values: objects by key, all else as a whole. */
    static String merge(String yaml, List<String> others) {
        var merged = (ObjectNode) tree(yaml);
        others.forEach(other -> merge(merged, tree(other)));
        try {
            return MAPPER.writeValueAsString(merged);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static void merge(ObjectNode under, JsonNode over) {
        over.fields().forEachRemaining(entry -> {
            if (under.get(entry.getKey()) instanceof ObjectNode inner
                    && entry.getValue().isObject()) {
                merge(inner, entry.getValue());
            } else {
                under.set(entry.getKey(), entry.getValue());
            }
        });
    }
}
