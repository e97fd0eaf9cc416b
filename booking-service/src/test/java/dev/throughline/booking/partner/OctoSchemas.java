package dev.throughline.booking.partner;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with requests and answers by the schemas that OCTO publishes. */
final class OctoSchemas {

    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(VersionFlag.V202012);
    private static final String DEFINITIONS = definitions();

    private OctoSchemas() {}

    private static String definitions() {
        try (var stream = OctoSchemas.class.getResourceAsStream("/octo/schemas.json")) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of one request, and of the partner's own answer to it. */
    static List<String> violations(FaultyWay.Passage passage, HttpResponse<byte[]> response) {
        var violations = new ArrayList<String>();
        var step = passage.method() + " " + passage.uri().getPath().replaceFirst("^/octo", "");
        if (!passage.exchange().getRequestHeaders().containsKey("Octo-Capabilities")) {
            violations.add("Octo-Capabilities is missing");
        }
        if (passage.method().equals("POST")) {
            violations.addAll(violations(ref(body(step)), passage.body()));
        }
        if (response.headers().firstValue("Octo-Capabilities").isEmpty()) {
            violations.add("Octo-Capabilities is missing in the answer");
        }
        violations.addAll(violations(answer(step, response.statusCode()), response.body()));
        return violations.stream().map(violation -> step + ": " + violation).toList();
    }

    private static String body(String step) {
        if (step.endsWith("/confirm")) {
            return "BookingConfirmationBody";
        }
        if (step.endsWith("/cancel")) {
            return "BookingCancellationBody";
        }
        return step.equals("POST /availability/") ? "AvailabilityCheckBody" : "BookingReservationBody";
    }

    private static String answer(String step, int status) {
        if (status != 200) {
            return ref("BaseError");
        }
        return switch (step) {
            case "POST /availability/" -> list("Availability");
            case "GET /bookings/" -> list("Booking");
            default -> ref("Booking");
        };
    }

    static String ref(String name) {
        return "\"$ref\": \"#/$defs/%s\"".formatted(name);
    }

    static String list(String name) {
        return "\"type\": \"array\", \"items\": {%s}".formatted(ref(name));
    }

    /** @param schema members of one that may refer to the definitions */
    static List<String> violations(String schema, byte[] json) {
        var whole = DEFINITIONS.replaceFirst("\\{", "{" + schema.replace("$", "\\$") + ",");
        return FACTORY
                .getSchema(whole)
                .validate(
                        new String(json, StandardCharsets.UTF_8),
                        InputFormat.JSON,
                        context -> context.getExecutionConfig().setFormatAssertionsEnabled(true))
                .stream()
                .map(ValidationMessage::getMessage)
                .toList();
    }
}
