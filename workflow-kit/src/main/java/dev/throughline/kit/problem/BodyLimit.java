package dev.throughline.kit.problem;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Refuses a body over the limit with a problem: before any of it is read if its length is announced, else as soon as it has
 * grown too long. A body of unannounced length is therefore read here, and handed on when it is complete.
 */
@ApplicationScoped
class BodyLimit {

    private static final int EARLY = 10_000;
    private static final long LINGER_MILLIS = 1_000;
    private static final String PROBLEM =
            "{\"type\":\"%s\",\"title\":\"%s\",\"status\":%d,\"detail\":\"At most %d bytes are read.\",\"action\":\"%s\"}";

    private final long limit;

    BodyLimit(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize limit) {
        this.limit = limit.asLongValue();
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, EARLY);
    }

    private void check(RoutingContext context) {
        var request = context.request();
        if (announced(request) > limit) {
            refuse(context);
        } else if (isUnannounced(request)) {
            read(context);
        } else {
            context.next();
        }
    }

    private static long announced(HttpServerRequest request) {
        var header = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return header != null && header.matches("[0-9]{1,18}") ? Long.parseLong(header) : 0;
    }

    // HTTP/2 has no Transfer-Encoding: there, any request that has not ended with its headers may have a body.
    private static boolean isUnannounced(HttpServerRequest request) {
        return request.getHeader(HttpHeaders.CONTENT_LENGTH) == null
                && (request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null
                        || request.version() == HttpVersion.HTTP_2 && !request.isEnded());
    }

    private void read(RoutingContext context) {
        var request = context.request();
        var body = Buffer.buffer();
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            context.response().writeContinue();
        }
        request.handler(part -> append(context, body, part)).endHandler(end -> handOn(context, body));
    }

    private void append(RoutingContext context, Buffer body, Buffer part) {
        if (context.response().ended()) {
            return;
        }
        if (body.length() + part.length() > limit) {
            refuse(context);
        } else {
            body.appendBuffer(part);
        }
    }

    private static void handOn(RoutingContext context, Buffer body) {
        if (!context.response().ended()) {
            ((RoutingContextInternal) context).setBody(body);
            context.next();
        }
    }

    private void refuse(RoutingContext context) {
        var type = ProblemType.TOO_LARGE;
        var response = context.response()
                .setStatusCode(type.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json");
        if (context.request().version() != HttpVersion.HTTP_2) {
            response.putHeader(HttpHeaders.CONNECTION, "close");
            closeSoon(context);
        }
        response.end(PROBLEM.formatted(type.uri(), type.title(), type.status(), limit, type.action()));
    }

    // At once, a client that is still sending would be cut off before it has read the answer.
    private static void closeSoon(RoutingContext context) {
        var request = context.request();
        context.vertx().setTimer(LINGER_MILLIS, ignored -> request.connection().close());
    }
}
