package dev.throughline.kit.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says in the words of the request, not of our classes, what was wrong with its JSON. */
final class JsonViolations {

    private static final int MAX_DEPTH = 8;

    private JsonViolations() {}

    /** What is wrong, if {@code failure} comes from reading JSON. */
    static Optional<FieldViolation> of(Throwable failure) {
        var cause = failure;
        for (var depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
            if (cause instanceof JsonProcessingException json) {
                return Optional.of(violation(json));
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }

    private static FieldViolation violation(JsonProcessingException failure) {
        if (failure instanceof UnrecognizedPropertyException unknown) {
            return new FieldViolation(path(unknown.getPath()), "is not a member of this request");
        }
        if (failure instanceof InvalidFormatException format) {
            return new FieldViolation(
                    path(format.getPath()),
                    "is not a valid " + format.getTargetType().getSimpleName());
        }
        if (failure instanceof StreamReadException) {
            var at = failure.getLocation();
            return new FieldViolation(
                    "",
                    at == null
                            ? "is not acceptable JSON"
                            : "is not acceptable JSON at line %d, column %d"
                                    .formatted(at.getLineNr(), at.getColumnNr()));
        }
        if (failure instanceof JsonMappingException mapping
                && !mapping.getPath().isEmpty()) {
            return new FieldViolation(path(mapping.getPath()), "has a value of the wrong type or form");
        }
        return new FieldViolation("", "is not JSON of the expected form");
    }

    private static String path(List<JsonMappingException.Reference> path) {
        return path.stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."))
                .replace(".[", "[");
    }
}
