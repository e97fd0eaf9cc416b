package dev.throughline.booking.partner;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * The way to a partner, on which everything can go wrong that the partner has no part in: passes requests on and answers
 * back, but for those that a fault strikes. What a fault holds back, it holds until the test lets it go.
 */
final class FaultyWay implements AutoCloseable {

    /** A request on its way. */
    record Passage(HttpExchange exchange, byte[] body) {

        String method() {
            return exchange.getRequestMethod();
        }

        URI uri() {
            return exchange.getRequestURI();
        }
    }

    /** What goes wrong with a request. */
    interface Fault {

        void strike(FaultyWay way, Passage passage) throws IOException, InterruptedException;
    }

    private record Planned(Predicate<Passage> request, Fault fault) {}

    private static final Set<String> OWN_HEADERS =
            Set.of("host", "connection", "content-length", "upgrade", "transfer-encoding", "http2-settings");

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final URI partner;
    private volatile BiConsumer<Passage, HttpResponse<byte[]>> watcher = (passage, response) -> {};
    private volatile Planned planned;
    private volatile CountDownLatch held = new CountDownLatch(1);
    private final AtomicInteger struck = new AtomicInteger();
    private final AtomicInteger givenUp = new AtomicInteger();

    /** @param partner where it leads, with a path or without one */
    FaultyWay(URI partner) {
        this(partner, 0);
    }

    /** @param port where it begins; 0 for any that is free */
    FaultyWay(URI partner, int port) {
        this.partner = partner;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::pass);
        server.setExecutor(threads);
        server.start();
    }

    /** Where the partner seems to be. */
    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + partner.getPath());
    }

    /** Shows {@code watcher} whatever reaches the partner, and the partner's own answer to it. */
    void watch(BiConsumer<Passage, HttpResponse<byte[]>> watcher) {
        this.watcher = watcher;
    }

    /** From now on, {@code fault} strikes every request that {@code request} matches. */
    void strike(Predicate<Passage> request, Fault fault) {
        planned = new Planned(request, fault);
        struck.set(0);
        givenUp.set(0);
    }

    /** Lets go what is held back; from now on, all goes well. */
    void clear() {
        planned = null;
        held.countDown();
        held = new CountDownLatch(1);
    }

    /** How many requests were struck. */
    int struck() {
        return struck.get();
    }

    /** How many of them the client gave up before they were answered to the end. */
    int givenUp() {
        return givenUp.get();
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            var passage = new Passage(exchange, exchange.getRequestBody().readAllBytes());
            var plan = planned;
            if (plan != null && plan.request().test(passage)) {
                struck.incrementAndGet();
                plan.fault().strike(this, passage);
            } else {
                answer(passage, forward(passage));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpResponse<byte[]> forward(Passage passage) throws IOException, InterruptedException {
        var target = URI.create(partner.getScheme() + "://" + partner.getAuthority() + passage.uri());
        var request = HttpRequest.newBuilder(target)
                .method(passage.method(), HttpRequest.BodyPublishers.ofByteArray(passage.body()))
                .header("X-Forwarded-Host", uri().getAuthority())
                .header("X-Forwarded-Proto", "http");
        passage.exchange().getRequestHeaders().forEach((name, values) -> copy(request, name, values));
        var response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        watcher.accept(passage, response);
        return response;
    }

    private static void copy(HttpRequest.Builder request, String name, List<String> values) {
        if (!OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
            values.forEach(value -> request.header(name, value));
        }
    }

    private static void answer(Passage passage, HttpResponse<byte[]> response) throws IOException {
        answer(passage, response.statusCode(), type(response), response.body());
    }

    private static String type(HttpResponse<byte[]> response) {
        return response.headers().firstValue("Content-Type").orElse("application/json");
    }

    private static void answer(Passage passage, int status, String type, byte[] body) throws IOException {
        var exchange = passage.exchange();
        if (body.length == 0) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private void awaitRelease() throws InterruptedException {
        held.await();
    }

    /** The connection is closed; the partner hears nothing. */
    static Fault dropBefore() {
        return (way, passage) -> {};
    }

    /** The partner hears of it only when the test lets it go. */
    static Fault delay() {
        return (way, passage) -> {
            way.awaitRelease();
            way.forward(passage);
        };
    }

    /** The partner does it, and no answer comes. */
    static Fault timeoutAfter() {
        return (way, passage) -> {
            way.forward(passage);
            way.awaitRelease();
        };
    }

    /** The partner does it, and the connection is closed. */
    static Fault dropAfter() {
        return FaultyWay::forward;
    }

    /** The partner does it, and another answer comes than its own. */
    static Fault answerAfter(int status, String type, String body) {
        return (way, passage) -> {
            way.forward(passage);
            answer(passage, status, type, body.getBytes(StandardCharsets.UTF_8));
        };
    }

    /** Somebody on the way answers; the partner hears nothing. */
    static Fault answerBefore(int status, String body) {
        return (way, passage) -> answer(passage, status, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    /** Somebody on the way sends the client to another address. */
    static Fault redirect(URI target) {
        return (way, passage) -> {
            passage.exchange().getResponseHeaders().set("Location", target.toString());
            passage.exchange().sendResponseHeaders(307, -1);
        };
    }

    /** The partner's own answer, called by another type. */
    static Fault retype(String type) {
        return (way, passage) -> {
            var response = way.forward(passage);
            answer(passage, response.statusCode(), type, response.body());
        };
    }

    /** Something happens just before the first request arrives; nothing else is wrong. */
    static Fault onceBefore(Runnable incident) {
        return (way, passage) -> {
            if (way.struck() == 1) {
                incident.run();
            }
            answer(passage, way.forward(passage));
        };
    }

    /** The first half of the partner's answer. */
    static Fault cut() {
        return (way, passage) -> {
            var response = way.forward(passage);
            var exchange = passage.exchange();
            exchange.getResponseHeaders().set("Content-Type", type(response));
            exchange.sendResponseHeaders(response.statusCode(), response.body().length);
            exchange.getResponseBody().write(response.body(), 0, response.body().length / 2);
            exchange.getResponseBody().flush();
        };
    }

    /** The partner does it, and its answer never ends: a byte now and then, until the client gives up. */
    static Fault drip() {
        return (way, passage) -> {
            way.forward(passage);
            passage.exchange().getResponseHeaders().set("Content-Type", "application/json");
            passage.exchange().sendResponseHeaders(200, 0);
            try {
                while (!way.held.await(20, TimeUnit.MILLISECONDS)) {
                    passage.exchange().getResponseBody().write(' ');
                    passage.exchange().getResponseBody().flush();
                }
            } catch (IOException e) {
                way.givenUp.incrementAndGet();
            }
        };
    }

    @Override
    public void close() {
        clear();
        server.stop(0);
        threads.shutdownNow();
    }
}
