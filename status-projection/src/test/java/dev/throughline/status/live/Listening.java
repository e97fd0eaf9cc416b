package dev.throughline.status.live;

import static java.time.Duration.ofSeconds;

import io.restassured.RestAssured;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A client of a stream (WHATWG HTML, section 9.2.6): reads events as they come. */
final class Listening implements AutoCloseable {

    /** One event; {@code id} is {@code null} if it has none. */
    record Event(String name, String id, String data) {}

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final List<String> comments = new CopyOnWriteArrayList<>();
    private final HttpResponse<Stream<String>> response;
    private final CompletableFuture<Void> end;
    private String name;
    private String id;
    private String data;

    Listening(String path, String authorization, String lastEventId) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path))
                .header("Authorization", authorization)
                .header("Accept", "text/event-stream");
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        response = http.send(request.build(), HttpResponse.BodyHandlers.ofLines());
        end = CompletableFuture.runAsync(() -> response.body().forEach(this::line));
    }

    private void line(String line) {
        if (line.isEmpty()) {
            if (data != null) {
                events.add(new Event(name, id, data));
            }
            name = null;
            id = null;
            data = null;
        } else if (line.startsWith(":")) {
            comments.add(line.substring(1).strip());
        } else {
            var value = line.substring(line.indexOf(':') + 1).strip();
            switch (line.substring(0, line.indexOf(':'))) {
                case "event" -> name = value;
                case "id" -> id = value;
                case "data" -> data = data == null ? value : data + "\n" + value;
                default -> throw new IllegalStateException(line);
            }
        }
    }

    int status() {
        return response.statusCode();
    }

    List<Event> events() {
        return events;
    }

    List<Event> named(String wanted) {
        return events.stream().filter(event -> wanted.equals(event.name())).toList();
    }

    List<String> comments() {
        return comments;
    }

    /** Waits until so many events of this name have come. */
    List<Event> await(String wanted, int count) {
        return org.awaitility.Awaitility.await()
                .atMost(ofSeconds(60))
                .until(() -> named(wanted), found -> found.size() >= count);
    }

    boolean ended() {
        return end.isDone();
    }

    @Override
    public void close() {
        response.body().close();
    }
}
