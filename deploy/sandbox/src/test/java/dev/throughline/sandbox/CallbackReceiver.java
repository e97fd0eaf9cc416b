package dev.throughline.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/** Listens for callbacks, keeps them in the order in which they come, and refuses those that it is told to. */
public class CallbackReceiver implements QuarkusTestResourceLifecycleManager {

    static final String SECRET = "whsec_c2FuZGJveC10ZXN0cy1zZWNyZXQtMDEyMzQ1Njc4OQ==";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<Heard> HEARD = new CopyOnWriteArrayList<>();
    private static volatile Predicate<Heard> refused = heard -> false;
    private HttpServer server;

    /** One request: a callback, or its repetition. */
    record Heard(Instant at, String path, HttpHeaders headers, String body) {

        String webhookId() {
            return headers.firstValue("webhook-id").orElseThrow();
        }

        JsonNode data() {
            try {
                return JSON.readTree(body).path("data");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Its status and version. */
        String news() {
            return data().path("status").asText() + " " + data().path("version").asLong();
        }
    }

    static List<Heard> about(String reference) {
        return HEARD.stream()
                .filter(heard -> heard.data().path("reference").asText().equals(reference))
                .toList();
    }

    /** The news about {@code reference}, in the order in which they came. */
    static List<String> newsOf(String reference) {
        return about(reference).stream().map(Heard::news).toList();
    }

    static void refuse(Predicate<Heard> which) {
        refused = which;
    }

    @Override
    public Map<String, String> start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", CallbackReceiver::hear);
            server.setExecutor(Executors.newCachedThreadPool());
            server.start();
            return Map.of(
                    "sandbox.data",
                    Files.createTempDirectory(Path.of("target").toAbsolutePath(), "sandbox-")
                            .toString(),
                    "sandbox.callback.url",
                    "http://127.0.0.1:" + server.getAddress().getPort() + "/partners/{partner}/callbacks",
                    "sandbox.callback.secret",
                    SECRET,
                    "sandbox.callback.retry-after",
                    "PT0.05S",
                    "quarkus.http.test-port",
                    "0");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void hear(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var headers = HttpHeaders.of(exchange.getRequestHeaders(), (name, value) -> true);
        var heard = new Heard(Instant.now(), exchange.getRequestURI().getPath(), headers, body);
        HEARD.add(heard);
        exchange.sendResponseHeaders(refused.test(heard) ? 503 : 204, -1);
        exchange.close();
    }

    @Override
    public void stop() {
        server.stop(0);
    }
}
