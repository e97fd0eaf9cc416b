package dev.throughline.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.throughline.parts.TestParts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;

/** One stack for the tests of this JVM: the real programs on parts and ports of their own. */
final class TestStack {

    static final ObjectMapper JSON = new ObjectMapper();
    private static TestStack only;

    final Place place = Place.free();
    final Home home;
    final Secrets secrets;
    final String virtualHost;
    final Collector collector;
    private final Register register;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();

    private TestStack() throws Exception {
        home = newHome("stack");
        secrets = new Secrets(home);
        register = new Register(home);
        virtualHost = TestParts.virtualHost();
        collector = Collector.start();
        var stack = new Stack(home, secrets, register, place, Optional.of(collector.url()));
        // TestParts ends in a hook of its own, in no order: the programs do not need their parts to stop.
        Runtime.getRuntime().addShutdownHook(new Thread(stack::stop));
        stack.start(Java.newest(), TestParts.postgres(), TestParts.rabbit(), virtualHost);
    }

    /** Programs of this clone, with a data folder of their own that goes with what was built. */
    static Home newHome(String prefix) throws IOException {
        var root = Path.of("../..").toAbsolutePath().normalize();
        return Home.at(root, Files.createTempDirectory(root.resolve("deploy/local/target"), prefix + "-"));
    }

    static synchronized TestStack get() throws Exception {
        if (only == null) {
            only = new TestStack();
        }
        return only;
    }

    /** Kills a program with SIGKILL; its supervisor starts it again. */
    void kill(String name) {
        process(name).ifPresent(ProcessHandle::destroyForcibly);
    }

    /** The process of a program; none while it is being started again. */
    Optional<ProcessHandle> process(String name) {
        return register.read().stream()
                .filter(entry -> entry.name().equals(name))
                .flatMap(entry -> entry.process().stream())
                .findFirst();
    }

    /** Waits until every service is ready. */
    void awaitReady() {
        Stack.SERVICES.forEach(service -> Awaitility.await(service)
                .atMost(Duration.ofSeconds(240))
                .pollDelay(Duration.ZERO)
                .until(() -> Health.ready(place.port(service))));
    }

    String token(String group, String tenant, String subject) {
        return new Tokens(secrets.privateKey()).token(group, tenant, subject);
    }

    SampleDay sampleDay() {
        return new SampleDay(home, place, new Tokens(secrets.privateKey()));
    }

    /** For a fault run on this stack. */
    FaultRun.Site site() {
        return new FaultRun.Site(
                place, new Tokens(secrets.privateKey()), register, TestParts.postgres(), TestParts.rabbit());
    }

    record Reply(int status, HttpResponse<String> raw) {

        JsonNode json() {
            try {
                return raw.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(raw.body());
            } catch (IOException e) {
                throw new AssertionError("Not JSON: " + raw.body(), e);
            }
        }

        boolean replayed() {
            return raw.headers().firstValue("Idempotency-Replayed").isPresent();
        }
    }

    Reply send(String method, String url, String token, String body, Map<String, String> headers) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(30))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::header);
        var response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Reply(response.statusCode(), response);
    }

    Reply post(String path, String token, String key, JsonNode body) throws Exception {
        return send("POST", place.booking() + path, token, body.toString(), Map.of("Idempotency-Key", key));
    }

    JsonNode get(String path, String token) throws Exception {
        return get(Place.BOOKING, path, token);
    }

    JsonNode get(String service, String path, String token) throws Exception {
        return send("GET", place.url(service) + path, token, null, Map.of()).json();
    }

    HttpResponse<byte[]> bytes(String url, String token) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(30));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    /** A connection to a service's database that no policy binds. */
    Connection database(String service) throws SQLException {
        return TestParts.postgres().connect(Stack.databaseName(service, secrets));
    }

    /** Books, and waits until the partner has confirmed. */
    String confirmed(String token, String partner) throws Exception {
        var id = book(token, partner);
        awaitStatus(id, token, "confirmed");
        return id;
    }

    void awaitStatus(String booking, String token, String status) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(120))
                .pollDelay(Duration.ZERO)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> get("/bookings/" + booking, token)
                        .path("status")
                        .asText()
                        .equals(status));
    }

    /** An act on a booking, such as {@code check-in}. */
    void act(String booking, String token, String verb, String body) throws Exception {
        var answer = post(
                "/bookings/" + booking + "/" + verb, token, UUID.randomUUID().toString(), JSON.readTree(body));
        if (answer.status() != 202) {
            throw new AssertionError(verb + ": " + answer.raw().body());
        }
    }

    JsonNode sandbox(String method, String path, String body) throws Exception {
        return send(method, place.sandbox() + path, null, body, Map.of()).json();
    }

    String quote(String token, String partner) throws Exception {
        var request = JSON.createObjectNode()
                .put("service", "CONSULT")
                .put("partner", partner)
                .put("start", "2030-12-23T09:00:00Z");
        return post("/quotes", token, UUID.randomUUID().toString(), request)
                .json()
                .path("id")
                .asText();
    }

    static ObjectNode placement(String quote) {
        return placement(quote, "ana@example.com");
    }

    private static ObjectNode placement(String quote, String email) {
        var request = JSON.createObjectNode().put("quote", quote);
        request.putObject("customer").put("name", "Ana Dvořák").put("email", email);
        return request;
    }

    String book(String token, String partner) throws Exception {
        return book(token, partner, "ana@example.com");
    }

    String book(String token, String partner, String email) throws Exception {
        var accepted = post("/bookings", token, UUID.randomUUID().toString(), placement(quote(token, partner), email));
        if (accepted.status() != 202) {
            throw new AssertionError("Not accepted: " + accepted.raw().body());
        }
        return accepted.json().path("id").asText();
    }
}
