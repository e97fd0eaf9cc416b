package dev.throughline.local;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Receives traces as a collector does: OTLP over gRPC, which is one length-prefixed message in an HTTP/2 request. */
final class Collector {

    private static final int PREFIX_BYTES = 5;
    private static final Buffer EMPTY_MESSAGE = Buffer.buffer(new byte[PREFIX_BYTES]);

    private final Queue<Received> spans = new ConcurrentLinkedQueue<>();
    private final int port;

    private Collector() throws Exception {
        var vertx = Vertx.vertx();
        var server = vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .requestHandler(this::receive)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        port = server.actualPort();
        Runtime.getRuntime().addShutdownHook(new Thread(vertx::close));
    }

    static Collector start() throws Exception {
        return new Collector();
    }

    /** One span, and the name of the service that sent it. */
    record Received(String service, Span span) {

        String trace() {
            return hex(span.getTraceId().toByteArray());
        }

        String id() {
            return hex(span.getSpanId().toByteArray());
        }

        String parent() {
            return hex(span.getParentSpanId().toByteArray());
        }

        boolean is(Span.SpanKind kind, String name) {
            return span.getKind() == kind && span.getName().equals(name);
        }

        Map<String, String> attributes() {
            return strings(span.getAttributesList());
        }

        @Override
        public String toString() {
            return "%s %s '%s' %s <- %s".formatted(service, span.getKind(), span.getName(), id(), parent());
        }
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    List<Received> trace(String id) {
        return spans.stream().filter(span -> span.trace().equals(id)).toList();
    }

    private void receive(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            keep(body);
            var response = request.response().putHeader("content-type", "application/grpc");
            response.putTrailer("grpc-status", "0");
            response.end(EMPTY_MESSAGE);
        });
    }

    private void keep(Buffer body) {
        try {
            var message = body.getBytes(PREFIX_BYTES, PREFIX_BYTES + body.getInt(1));
            for (var resource : ExportTraceServiceRequest.parseFrom(message).getResourceSpansList()) {
                var service =
                        strings(resource.getResource().getAttributesList()).get("service.name");
                resource.getScopeSpansList().stream()
                        .flatMap(scope -> scope.getSpansList().stream())
                        .forEach(span -> spans.add(new Received(service, span)));
            }
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("Not a trace request.", e);
        }
    }

    private static Map<String, String> strings(List<KeyValue> attributes) {
        return attributes.stream()
                .collect(Collectors.toMap(
                        KeyValue::getKey,
                        attribute -> attribute.getValue().getStringValue(),
                        (first, second) -> second));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
