package dev.throughline.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a client may rely on, asked of the real programs. */
class OneBookingIT {

    private static TestStack stack;
    private static String customer;
    private static String operator;

    @BeforeAll
    static void start() throws Exception {
        stack = TestStack.get();
        customer = stack.token("customer", "acme", "customer-1");
        operator = stack.token("operator", "acme", "operator-1");
    }

    private static JsonNode settled(String booking) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(
                        () -> stack.get("/bookings/" + booking, customer),
                        found -> !List.of("pending", "cancelling")
                                .contains(found.path("status").asText()));
    }

    @Test
    void fiftyConcurrentIdenticalPostsMakeOneBookingAndFiftyEqualAnswers() throws Exception {
        var request = TestStack.placement(stack.quote(customer, "meridian"));
        var key = UUID.randomUUID().toString();
        var workers = Executors.newFixedThreadPool(50);
        var calls = new ArrayList<Callable<TestStack.Reply>>();
        for (var i = 0; i < 50; i++) {
            calls.add(() -> stack.post("/bookings", customer, key, request));
        }
        var replies = new ArrayList<TestStack.Reply>();
        for (var call : workers.invokeAll(calls)) {
            replies.add(call.get());
        }
        workers.shutdown();
        assertEquals(50, replies.stream().filter(reply -> reply.status() == 202).count());
        assertEquals(
                1, replies.stream().map(reply -> reply.raw().body()).distinct().count());
        assertEquals(49, replies.stream().filter(TestStack.Reply::replayed).count());
        var booking = replies.get(0).json().path("id").asText();
        assertEquals("confirmed", settled(booking).path("status").asText());
        assertEquals(
                1,
                stack.sandbox("GET", "/sandbox/reservations?reference=" + booking, null)
                        .size());

        var other = TestStack.placement(stack.quote(customer, "meridian"));
        var refused = stack.post("/bookings", customer, key, other);
        assertEquals(422, refused.status());
        assertEquals("fix_request", refused.json().path("action").asText());
    }

    @Test
    void aVisitIsCheckedInAndCompletedAndNothingElseIsPossible() throws Exception {
        var booking = stack.book(customer, "harbour");
        assertEquals("scheduled", settled(booking).path("visit").path("status").asText());
        var complete = TestStack.JSON
                .createObjectNode()
                .put("practitioner", "Dr. Weiß")
                .put("findings", "All well.")
                .put("durationMinutes", 25);
        var early = stack.post("/bookings/" + booking + "/complete", operator, "early-" + booking, complete);
        assertEquals(409, early.status());
        assertEquals("scheduled", early.json().path("currentState").asText());
        assertEquals(
                403,
                stack.send(
                                "POST",
                                stack.place.booking() + "/bookings/" + booking + "/check-in",
                                customer,
                                null,
                                Map.of("Idempotency-Key", "c"))
                        .status());
        assertEquals(
                412,
                stack.send(
                                "POST",
                                stack.place.booking() + "/bookings/" + booking + "/check-in",
                                operator,
                                null,
                                Map.of("Idempotency-Key", "m" + booking, "If-Match", "\"1\""))
                        .status());
        assertEquals(
                202,
                stack.send(
                                "POST",
                                stack.place.booking() + "/bookings/" + booking + "/check-in",
                                operator,
                                null,
                                Map.of("Idempotency-Key", "i" + booking))
                        .status());
        assertEquals(
                202,
                stack.post("/bookings/" + booking + "/complete", operator, "done-" + booking, complete)
                        .status());
        assertEquals(
                "completed",
                stack.get("/bookings/" + booking, customer).path("status").asText());
        var late = stack.post(
                "/bookings/" + booking + "/cancel",
                customer,
                "late-" + booking,
                TestStack.JSON.createObjectNode().put("reason", "too late"));
        assertEquals(409, late.status());
    }

    @Test
    void anotherTenantAndAnotherCustomerSeeNothing() throws Exception {
        var booking = stack.book(customer, "meridian");
        settled(booking);
        for (var stranger : List.of(
                stack.token("operator", "globex", "operator-1"), stack.token("customer", "acme", "somebody-else"))) {
            for (var path : List.of("/bookings/" + booking, "/bookings/" + booking + "/attempts")) {
                assertEquals(
                        404,
                        stack.send("GET", stack.place.booking() + path, stranger, null, Map.of())
                                .status());
            }
            assertTrue(stack.get("/bookings", stranger).path("items").isEmpty());
            var cancel = stack.post(
                    "/bookings/" + booking + "/cancel",
                    stranger,
                    "x",
                    TestStack.JSON.createObjectNode().put("reason", "not mine"));
            assertEquals(404, cancel.status());
        }
    }

    @Test
    void hostileInputIsRefusedPreciselyAndStoresNothing() throws Exception {
        var quote = stack.quote(customer, "meridian");
        var good = "\"customer\":{\"name\":\"A\",\"email\":\"a@example.com\"}";
        var before = stack.get("/bookings?limit=200", customer).path("items").size();
        var bodies = List.of(
                "",
                "{",
                "[]",
                "null",
                "\"x\"",
                "42",
                "{\"quote\":1}",
                "{\"quote\":\"" + quote + "\"}",
                "{\"quote\":\"" + quote + "\"," + good + ",\"unknown\":1}",
                "{\"quote\":\"" + quote + "\",\"quote\":\"" + quote + "\"," + good + "}",
                "{\"quote\":\"" + quote + "\"," + good + "} {}",
                "{\"quote\":\"" + quote + "\",\"customer\":[]}",
                "{\"quote\":\"" + quote + "\",\"customer\":{\"name\":5,\"email\":\"a@example.com\"}}",
                "{\"quote\":\"" + quote + "\",\"customer\":{\"name\":\"a\\u0000b\",\"email\":\"a@example.com\"}}",
                "{\"quote\":\"" + quote + "\",\"customer\":{\"name\":\"a\\u001b[31m\",\"email\":\"a@example.com\"}}",
                "{\"quote\":\"" + quote + "\",\"customer\":{\"name\":\"\\ud800\",\"email\":\"a@example.com\"}}",
                "{\"quote\":\"" + quote + "\",\"customer\":{\"name\":\"" + "x".repeat(5000)
                        + "\",\"email\":\"a@example.com\"}}",
                "{\"quote\":\"" + UUID.randomUUID() + "\"," + good + "}",
                "{\"a\":".repeat(500) + "1" + "}".repeat(500),
                "x".repeat(300_000));
        for (var body : bodies) {
            var reply = stack.send(
                    "POST",
                    stack.place.booking() + "/bookings",
                    customer,
                    body,
                    Map.of("Idempotency-Key", UUID.randomUUID().toString()));
            assertTrue(reply.status() >= 400 && reply.status() < 500, () -> reply.status() + " for " + shortened(body));
            assertEquals(
                    "fix_request",
                    reply.json().path("action").asText(),
                    () -> shortened(body) + reply.raw().body());
            assertTrue(
                    !reply.raw().body().contains("java."),
                    () -> "leaks: " + reply.raw().body());
        }
        assertEquals(
                before, stack.get("/bookings?limit=200", customer).path("items").size());
        var foreign = new Tokens(new Secrets(TestStack.newHome("other")).privateKey());
        for (var token : List.of(
                "", "x", "a.b.c", foreign.token("customer", "acme", "c"), stack.token("customer", "Bad Tenant", "c"))) {
            var reply = stack.send("GET", stack.place.booking() + "/bookings", token, null, Map.of());
            assertEquals(401, reply.status(), token);
            assertEquals(
                    "Bearer",
                    reply.raw().headers().firstValue("WWW-Authenticate").orElse(""));
        }
        for (var path : List.of(
                "/bookings?limit=0",
                "/bookings?limit=x",
                "/bookings?cursor=%00",
                "/bookings?from=2020-01-01T00:00:00Z&cursor=" + cursor("+999999999-12-31T23:59:59Z/" + quote),
                "/bookings?to=%2B999999999-12-31T23:59:59Z",
                "/bookings?status=gone",
                "/bookings?from=yesterday",
                "/bookings/" + "1".repeat(300),
                "/jobs?state=x",
                "/nothing")) {
            var status = stack.send("GET", stack.place.booking() + path, operator, null, Map.of())
                    .status();
            assertTrue(status == 400 || status == 404, path + " answered " + status);
        }
    }

    private static String cursor(String position) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(position.getBytes(StandardCharsets.UTF_8));
    }

    private static String shortened(String body) {
        return body.substring(0, Math.min(body.length(), 120));
    }

    @Test
    void aDeadPartnerEndsWithAPersonAndAReplayBringsTheBookingHome() throws Exception {
        stack.sandbox(
                "PUT",
                "/sandbox/faults",
                "[{\"operation\":\"reserve\",\"fault\":\"drop_before\",\"times\":100},{\"operation\":\"find\",\"fault\":\"drop_before\",\"times\":100}]");
        var booking = stack.book(customer, "summit");
        var stuck = Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () -> stack.get("/bookings/" + booking, customer),
                        found -> found.path("status").asText().equals("needs_attention"));
        stack.sandbox("DELETE", "/sandbox/faults", null);
        var job = "/jobs/" + stuck.path("attention").path("job").asText();
        assertEquals(
                "reconcile_first",
                stack.get(job, operator).path("verdict").path("decision").asText());
        assertEquals(
                403,
                stack.post(
                                job + "/replay",
                                customer,
                                "r",
                                TestStack.JSON.createObjectNode().put("reason", "x"))
                        .status());
        var replay = stack.post(
                job + "/replay",
                operator,
                "r-" + booking,
                TestStack.JSON.createObjectNode().put("reason", "The partner is back."));
        assertEquals(202, replay.status(), replay.raw().body());
        assertEquals("confirmed", settled(booking).path("status").asText());
        var live = stack.sandbox("GET", "/sandbox/reservations?reference=" + booking, null);
        assertEquals(1, live.size());
        var auditor = stack.token("auditor", "acme", "auditor-1");
        assertEquals(
                "job:replay",
                stack.get(
                                "/audit?subject=job/"
                                        + stuck.path("attention").path("job").asText(),
                                auditor)
                        .path("items")
                        .path(0)
                        .path("action")
                        .asText());
    }
}
