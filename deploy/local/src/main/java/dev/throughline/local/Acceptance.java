package dev.throughline.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Places bookings as fast as they are accepted, each for a quote of its own that was there before. */
final class Acceptance {

    private static final int ACCEPTED = 202;
    private static final int QUOTES_PER_SECOND = 6_000;
    private static final long GRACE_SECONDS = 30;
    // What its quotes differ in is their id; the price is the same each time.
    private static final String MORE_QUOTES = """
            insert into quote select (jsonb_populate_record(q, jsonb_build_object('id', gen_random_uuid()))).*
            from quote q, generate_series(1, %d) where q.id = '%s' returning id
            """;

    private final int port;
    private final String token;
    private final Connection database;
    private final ObjectMapper json = new ObjectMapper();

    Acceptance(int port, String token, Connection database) {
        this.port = port;
        this.token = token;
        this.database = database;
    }

    /** Places one booking and answers its id. */
    String one() throws Exception {
        var url = "http://127.0.0.1:" + port;
        var client = new Client(token);
        var quote = client.post(url + "/quotes", UUID.randomUUID().toString(), json.readTree(request()))
                .body()
                .path("id")
                .asText();
        return client.post(url + "/bookings", quote, json.readTree(placement(quote)))
                .body()
                .path("id")
                .asText();
    }

    private static String request() {
        return """
                {"service":"CONSULT","partner":"meridian","start":"2030-12-23T09:00:00Z"}""";
    }

    private static String placement(String quote) {
        return """
                {"quote":"%s","customer":{"name":"Ana Dvořák","email":"ana@example.com","locale":"cs"}}""".formatted(quote);
    }

    /** Accepted bookings per second of {@code clients}, each with one connection, within {@code seconds}. */
    double run(int clients, int seconds) throws Exception {
        var quotes = new ConcurrentLinkedQueue<>(quotes(seconds * QUOTES_PER_SECOND));
        var threads = Executors.newFixedThreadPool(clients);
        try {
            var begun = System.nanoTime();
            var end = begun + TimeUnit.SECONDS.toNanos(seconds);
            var counts = new ArrayList<java.util.concurrent.Future<Integer>>();
            for (var i = 0; i < clients; i++) {
                counts.add(threads.submit(() -> place(quotes, end)));
            }
            var accepted = 0;
            for (var count : counts) {
                accepted += count.get(seconds + GRACE_SECONDS, TimeUnit.SECONDS);
            }
            return accepted / ((System.nanoTime() - begun) / 1e9);
        } catch (ExecutionException | TimeoutException e) {
            throw new Fatal("Bookings could not be placed: "
                    + (e.getCause() == null ? e : e.getCause().getMessage()));
        } finally {
            threads.shutdownNow();
        }
    }

    private int place(ConcurrentLinkedQueue<String> quotes, long end) throws IOException {
        var accepted = 0;
        try (var connection = new KeepAlive(port, token)) {
            for (var quote = quotes.poll(); quote != null && System.nanoTime() < end; quote = quotes.poll()) {
                var status = connection.post("/bookings", quote, placement(quote));
                if (status != ACCEPTED) {
                    throw new Fatal("a booking was answered with %d".formatted(status));
                }
                accepted++;
            }
        }
        return accepted;
    }

    private List<String> quotes(int number) throws Exception {
        var first = new Client(token)
                .post(
                        "http://127.0.0.1:%d/quotes".formatted(port),
                        UUID.randomUUID().toString(),
                        json.readTree(request()))
                .body()
                .path("id")
                .asText();
        return copies(first, number);
    }

    private List<String> copies(String quote, int number) throws SQLException {
        var ids = new ArrayList<String>(number);
        try (var statement = database.createStatement();
                var rows = statement.executeQuery(MORE_QUOTES.formatted(number, quote))) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        }
        return ids;
    }
}
