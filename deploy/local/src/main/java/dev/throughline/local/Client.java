package dev.throughline.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A client as it should be: what fails for the moment is sent again with the same key, for minutes. It may be the service
 * that is being killed and started again.
 */
final class Client {

    private static final Duration ANSWER = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();
    private final ObjectMapper json = new ObjectMapper();
    private final String token;
    private final Duration patience;

    Client(String token) {
        this(token, PATIENCE);
    }

    /** {@code patience}: for how long a request is repeated, and a change waited for. */
    Client(String token, Duration patience) {
        this.token = token;
        this.patience = patience;
    }

    /** An answer, and whether it was given before. */
    record Answer(JsonNode body, boolean replayed) {}

    Answer post(String url, String key, JsonNode body) throws Exception {
        var request = request(url)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body)))
                .build();
        return send(request);
    }

    JsonNode put(String url, JsonNode body) throws Exception {
        var request = request(url)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body)))
                .build();
        return send(request).body();
    }

    JsonNode get(String url) throws Exception {
        return send(request(url).GET().build()).body();
    }

    byte[] bytes(String url) throws Exception {
        return answer(request(url).GET().build()).body();
    }

    /** Reads until it is as wished, or the patience ends. */
    JsonNode until(String url, Predicate<JsonNode> wished) throws Exception {
        var deadline = System.nanoTime() + patience.toNanos();
        var found = get(url);
        while (!wished.test(found) && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(100);
            found = get(url);
        }
        return found;
    }

    private HttpRequest.Builder request(String url) {
        return HttpRequest.newBuilder(URI.create(url)).timeout(ANSWER).header("Authorization", "Bearer " + token);
    }

    private Answer send(HttpRequest request) throws Exception {
        var response = answer(request);
        var replayed = response.headers().firstValue("Idempotency-Replayed").isPresent();
        return new Answer(json.readTree(response.body()), replayed);
    }

    private HttpResponse<byte[]> answer(HttpRequest request) throws Exception {
        var deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            var trouble = "";
            try {
                var response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
                if (response.statusCode() / 100 == 2) {
                    return response;
                }
                trouble = response.statusCode() + " " + new String(response.body(), StandardCharsets.UTF_8);
                if (isFinal(request, response.statusCode())) {
                    throw new Refused(
                            response.statusCode(),
                            "%s %s was refused: %s".formatted(request.method(), request.uri(), trouble));
                }
            } catch (IOException e) {
                trouble = String.valueOf(e);
            }
            if (System.nanoTime() > deadline) {
                throw new Fatal("%s %s failed for %d s: %s"
                        .formatted(request.method(), request.uri(), patience.toSeconds(), trouble));
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    // What is read may not be there yet: views follow behind.
    private static boolean isFinal(HttpRequest request, int status) {
        var notYet = status == 404 && request.method().equals("GET");
        return status < 500 && status != 429 && !notYet;
    }
}
