package dev.throughline.status.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** Plays the services that the console asks: a real HTTP server that answers as it is told and remembers what it was asked. */
final class OwningServices implements AutoCloseable {

    /** What was asked. */
    record Asked(String method, String path, String authorization, String key, JsonNode body) {}

    /** What is answered; {@code token} is a Consistency-Token or {@code null}. */
    record Answer(int status, String body, String token) {

        static Answer of(int status, String body) {
            return new Answer(status, body, null);
        }
    }

    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, Function<Asked, Answer>> answers = new LinkedHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final int port;
    private HttpServer server;

    OwningServices(int port) {
        this.port = port;
        start();
    }

    void start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newCachedThreadPool(OwningServices::daemon));
        server.createContext("/", this::answer);
        server.start();
    }

    private static Thread daemon(Runnable work) {
        var thread = new Thread(work);
        thread.setDaemon(true);
        return thread;
    }

    /** From now on {@code request}, such as {@code GET /booking/jobs}, is answered like this. */
    OwningServices on(String request, Function<Asked, Answer> answer) {
        answers.put(request, answer);
        return this;
    }

    OwningServices on(String request, int status, String body) {
        return on(request, each -> Answer.of(status, body));
    }

    List<Asked> asked() {
        return List.copyOf(asked);
    }

    /** What acting requests it got. */
    List<Asked> acts() {
        return asked.stream().filter(each -> each.method().equals("POST")).toList();
    }

    void forget() {
        asked.clear();
        answers.clear();
        on("GET /favicon.ico", 200, "");
        for (var service : List.of("booking", "notification", "document")) {
            on("GET /" + service + "/jobs", 200, "{\"items\":[],\"next\":null}");
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        var headers = exchange.getRequestHeaders();
        var request = new Asked(
                exchange.getRequestMethod(),
                path,
                headers.getFirst("Authorization"),
                headers.getFirst("Idempotency-Key"),
                read(exchange));
        asked.add(request);
        var how = answers.get(request.method() + " " + path);
        var answer = how == null ? Answer.of(404, problem(404, "Not found", "fix_request")) : how.apply(request);
        var body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        if (answer.token() != null) {
            exchange.getResponseHeaders().set("Consistency-Token", answer.token());
        }
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private JsonNode read(HttpExchange exchange) throws IOException {
        try {
            return json.readTree(exchange.getRequestBody().readAllBytes());
        } catch (JsonProcessingException e) {
            return json.nullNode();
        }
    }

    static String problem(int status, String title, String action) {
        return "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d,\"detail\":\"So says the owner.\",\"action\":\"%s\"}"
                .formatted(title, status, action);
    }

    void stop() {
        server.stop(0);
    }

    @Override
    public void close() {
        stop();
    }
}
