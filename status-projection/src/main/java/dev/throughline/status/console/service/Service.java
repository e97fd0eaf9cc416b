package dev.throughline.status.console.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.util.TypeLiteral;
import jakarta.ws.rs.core.Response;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;

/**
 * One service behind its timeout and circuit breaker. Whatever becomes of a request, the answer is a {@link Reply}: a page
 * that asks several services shows the ones that answer.
 */
final class Service {

    private static final int WINDOW = 8;
    private static final double FAILURE_RATIO = 0.5;
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final int MAX_DEPTH = 12;

    private final String name;
    private final ObjectMapper json;
    private final TypedGuard<Uni<Response>> guard;

    Service(String name, Duration timeout, ObjectMapper json) {
        this.name = name;
        this.json = json;
        this.guard = TypedGuard.create(new TypeLiteral<Uni<Response>>() {})
                .withDescription("console to " + name)
                .withTimeout()
                .duration(timeout.toMillis(), ChronoUnit.MILLIS)
                .done()
                .withCircuitBreaker()
                .requestVolumeThreshold(WINDOW)
                .failureRatio(FAILURE_RATIO)
                .delay(PAUSE.toMillis(), ChronoUnit.MILLIS)
                .done()
                .build();
    }

    String name() {
        return name;
    }

    /** Never fails. */
    Uni<Reply> ask(Supplier<Uni<Response>> request) {
        return guard.get(request).map(this::reply).onFailure().recoverWithItem(this::noReply);
    }

    private Reply reply(Response response) {
        try (response) {
            var body = body(response);
            return response.getStatusInfo().getFamily() == Response.Status.Family.SUCCESSFUL
                    ? new Reply.Answer(body, response.getHeaderString("Consistency-Token"))
                    : new Reply.Refusal(Trouble.told(name, response.getStatus(), body));
        }
    }

    private JsonNode body(Response response) {
        var text = response.readEntity(String.class);
        try {
            return text == null || text.isBlank() ? MissingNode.getInstance() : json.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    private Reply noReply(Throwable failure) {
        return new Reply.Refusal(wasNotSent(failure) ? Trouble.away(name) : Trouble.silent(name));
    }

    private static boolean wasNotSent(Throwable failure) {
        var cause = failure;
        for (var depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
            if (cause instanceof CircuitBreakerOpenException
                    || cause instanceof ConnectException
                    || cause instanceof UnknownHostException) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
