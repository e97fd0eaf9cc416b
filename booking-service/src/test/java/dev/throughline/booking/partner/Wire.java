package dev.throughline.booking.partner;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Speaks with a partner past the connector. */
final class Wire {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CONFLICT = 409;
    private static final int PATIENCE = 10;
    private static final long PAUSE_MILLIS = 200;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private Wire() {}

    /** Sends {@code body}, if it is not {@code null}; answers what came back, which must be a success. */
    static JsonNode send(String method, URI uri, String type, String body) {
        return send(method, uri, type, body, Map.of());
    }

    static JsonNode send(String method, URI uri, String type, String body, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofMinutes(1))
                .header("Content-Type", type)
                .header("Cache-Control", "no-cache")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        try {
            var response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
            // The FHIR server refuses what meets its own work on the resource in the database: nothing has happened
            // yet.
            for (var refused = 0; response.statusCode() == CONFLICT && refused < PATIENCE; refused++) {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
            }
            var last = response;
            assertTrue(last.statusCode() / 100 == 2, () -> last.statusCode() + " " + last.body());
            return JSON.readTree(last.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
