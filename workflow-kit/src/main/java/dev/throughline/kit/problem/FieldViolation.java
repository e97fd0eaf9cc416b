package dev.throughline.kit.problem;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What is wrong with one member of a request.
 *
 * @param field path of the member in the request's JSON, or the name of the parameter or header
 * @param message what is expected, in a sentence
 */
@RegisterForReflection
public record FieldViolation(String field, String message) {

    String sentence() {
        return (field.isEmpty() ? "The body" : "'" + field + "'") + " " + message + ".";
    }
}
