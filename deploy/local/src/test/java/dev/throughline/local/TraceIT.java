package dev.throughline.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One trace from the request through outbox, relay, worker and partner, as a collector receives it. */
class TraceIT {

    private static TestStack stack;
    private static String customer;

    @BeforeAll
    static void start() throws Exception {
        stack = TestStack.get();
        customer = stack.token("customer", "acme", "customer-1");
    }

    /** A booking that was placed with a {@code traceparent} of the client's. */
    private record Traced(String trace, String parent, String booking, String operation) {}

    private static Traced book(String partner) throws Exception {
        var random = new byte[24];
        ThreadLocalRandom.current().nextBytes(random);
        var trace = HexFormat.of().formatHex(random, 0, 16);
        var parent = HexFormat.of().formatHex(random, 16, 24);
        var reply = stack.send(
                "POST",
                stack.place.booking() + "/bookings",
                customer,
                TestStack.placement(stack.quote(customer, partner)).toString(),
                Map.of(
                        "Idempotency-Key",
                        UUID.randomUUID().toString(),
                        "traceparent",
                        "00-%s-%s-01".formatted(trace, parent)));
        assertEquals(202, reply.status(), reply.raw().body());
        return new Traced(
                trace,
                parent,
                reply.json().path("id").asText(),
                reply.raw().headers().firstValue("Operation-Id").orElseThrow());
    }

    private static List<Collector.Received> spansWhen(Traced traced, Set<String> names) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () -> stack.collector.trace(traced.trace()),
                        spans -> names(spans).containsAll(names)
                                && orphans(spans, traced.parent()).isEmpty());
    }

    private static Set<String> names(List<Collector.Received> spans) {
        return spans.stream()
                .map(span -> "%s %s %s"
                        .formatted(
                                span.service(),
                                span.span().getKind().name().substring("SPAN_KIND_".length()),
                                span.span().getName()))
                .collect(Collectors.toSet());
    }

    private static List<Collector.Received> orphans(List<Collector.Received> spans, String root) {
        var ids = spans.stream().map(Collector.Received::id).collect(Collectors.toCollection(HashSet::new));
        ids.add(root);
        return spans.stream().filter(span -> !ids.contains(span.parent())).toList();
    }

    private static Collector.Received only(List<Collector.Received> spans, Span.SpanKind kind, String name) {
        var found = spans.stream().filter(span -> span.is(kind, name)).toList();
        assertEquals(1, found.size(), () -> name + " in " + spans);
        return found.get(0);
    }

    private static Collector.Received parent(Collector.Received of, List<Collector.Received> spans) {
        return spans.stream()
                .filter(span -> span.id().equals(of.parent()))
                .findFirst()
                .orElseThrow();
    }

    private static void assertAllNamed(List<Collector.Received> spans, Traced traced) {
        for (var span : spans) {
            assertEquals("acme", span.attributes().get("throughline.tenant"), span::toString);
            assertEquals(traced.operation(), span.attributes().get("throughline.operation.id"), span::toString);
            assertFalse(
                    span.span().getName().contains("kit_outbox_batch"),
                    () -> "The relay's own work is nobody's request: " + span);
        }
    }

    @Test
    void oneTraceLeadsFromTheRequestToThePartnerAndTheBroker() throws Exception {
        var traced = book("meridian");
        var spans = spansWhen(
                traced,
                Set.of(
                        "booking-service SERVER POST /bookings",
                        "booking-service PRODUCER publish booking.placed",
                        "booking-service CONSUMER job partner.reserve",
                        "booking-service CLIENT POST /reservations",
                        "booking-service PRODUCER publish booking.confirmed"));
        var request = only(spans, Span.SpanKind.SPAN_KIND_SERVER, "POST /bookings");
        var job = only(spans, Span.SpanKind.SPAN_KIND_CONSUMER, "job partner.reserve");
        assertEquals(traced.parent(), request.parent());
        assertEquals(
                request.id(),
                only(spans, Span.SpanKind.SPAN_KIND_PRODUCER, "publish booking.placed")
                        .parent());
        assertEquals(request.id(), job.parent());
        assertEquals(
                job.id(),
                only(spans, Span.SpanKind.SPAN_KIND_CLIENT, "POST /reservations")
                        .parent());
        assertEquals(
                job.id(),
                only(spans, Span.SpanKind.SPAN_KIND_PRODUCER, "publish booking.confirmed")
                        .parent());
        assertAllNamed(spans, traced);
    }

    @Test
    void theSameTraceLeadsOnToTheMailAndTheView() throws Exception {
        var traced = book("meridian");
        var spans = spansWhen(
                traced,
                Set.of(
                        "booking-service SERVER POST /bookings",
                        "notification-service CONSUMER process booking.confirmed",
                        "notification-service CONSUMER job notification.deliver",
                        "notification-service PRODUCER publish notification.sent",
                        "status-projection CONSUMER process booking.confirmed",
                        "status-projection CONSUMER process notification.sent"));
        var confirmed = only(spans, Span.SpanKind.SPAN_KIND_PRODUCER, "publish booking.confirmed");
        var told = spans.stream()
                .filter(span -> span.service().equals(Place.NOTIFICATION)
                        && span.is(Span.SpanKind.SPAN_KIND_CONSUMER, "process booking.confirmed"))
                .findFirst()
                .orElseThrow();
        var delivered = only(spans, Span.SpanKind.SPAN_KIND_CONSUMER, "job notification.deliver");
        var sent = only(spans, Span.SpanKind.SPAN_KIND_PRODUCER, "publish notification.sent");
        assertEquals(confirmed.id(), told.parent());
        assertEquals(told.id(), delivered.parent());
        assertEquals(delivered.id(), sent.parent());
        assertEquals(
                sent.id(),
                only(spans, Span.SpanKind.SPAN_KIND_CONSUMER, "process notification.sent")
                        .parent());
        assertAllNamed(spans, traced);
    }

    @Test
    void whatACallbackCausesIsInTheTraceOfItsBooking() throws Exception {
        var traced = book("harbour");
        var spans = spansWhen(
                traced,
                Set.of(
                        "booking-service CONSUMER callback harbour",
                        "booking-service CONSUMER job partner.callback",
                        "booking-service PRODUCER publish partner.callback-received",
                        "booking-service PRODUCER publish booking.confirmed"));
        var received = spans.stream()
                .filter(span -> span.is(Span.SpanKind.SPAN_KIND_PRODUCER, "publish partner.callback-received"))
                .findFirst()
                .orElseThrow();
        var job = parent(received, spans);
        var callback = parent(job, spans);
        assertTrue(job.is(Span.SpanKind.SPAN_KIND_CONSUMER, "job partner.callback"), job::toString);
        assertTrue(callback.is(Span.SpanKind.SPAN_KIND_CONSUMER, "callback harbour"), callback::toString);
        assertEquals("POST /bookings", parent(callback, spans).span().getName());
        assertAllNamed(spans, traced);
        var link = callback.span().getLinks(0);
        var linked = Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> stack.collector.trace(
                                HexFormat.of().formatHex(link.getTraceId().toByteArray())),
                        found -> found.stream()
                                .anyMatch(span ->
                                        span.is(Span.SpanKind.SPAN_KIND_SERVER, "POST /partners/{partner}/callbacks")));
        assertTrue(linked.stream().noneMatch(span -> span.trace().equals(traced.trace())));
    }

    @Test
    void theLinesOfOneRequestCarryItsTraceItsOperationAndItsTenant() throws Exception {
        var traced = book("meridian");
        var line = Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> lines(traced.trace()), lines -> !lines.isEmpty());
        assertTrue(line.stream().allMatch(text -> text.contains("operation=" + traced.operation())), line::toString);
        assertTrue(line.stream().allMatch(text -> text.contains("tenant=acme")), line::toString);
        assertFalse(line.isEmpty());
    }

    private static List<String> lines(String trace) throws IOException {
        try (var lines = Files.lines(stack.home.log("booking-service"))) {
            return lines.filter(line -> line.contains("trace=" + trace)).toList();
        }
    }
}
