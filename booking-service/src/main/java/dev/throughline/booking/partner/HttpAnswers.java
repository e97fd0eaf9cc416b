package dev.throughline.booking.partner;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.core.Response;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** What an exchange over HTTP says of its effect, whatever the protocol on top of it is. */
final class HttpAnswers {

    private static final int MAX_BODY = 1024 * 1024;

    /** As JSON writes it. PostgreSQL stores no text with it, so an exchange that brought it could not be recorded. */
    private static final String NUL = "\\u0000";

    private final ObjectMapper json;
    private final Duration limit;
    private final Set<Integer> unclear;

    /**
     * @param limit after which an exchange that has not come to its end is given up, and its connection closed
     * @param unclear what a client is refused with although an earlier request of its own may have had its effect
     */
    HttpAnswers(ObjectMapper json, Duration limit, Set<Integer> unclear) {
        this.json = json;
        this.limit = limit;
        this.unclear = unclear;
    }

    /** What a success says; throws {@code IllegalArgumentException} if it is not as it must be. */
    interface Reading {

        PartnerAnswer read(JsonNode body, String detail);
    }

    /**
     * Translates an exchange; the returned {@code Uni} does not fail.
     *
     * @param reservations reads those of a success; throws {@code IllegalArgumentException} if they are not as they must be
     */
    Uni<PartnerAnswer> translated(Uni<Response> exchange, Function<JsonNode, List<Reservation>> reservations) {
        return told(exchange, reading(reservations));
    }

    private static Reading reading(Function<JsonNode, List<Reservation>> reservations) {
        return (body, detail) -> new PartnerAnswer.Known(reservations.apply(body), detail, body);
    }

    /** The same for what is not about reservations. */
    Uni<PartnerAnswer> told(Uni<Response> exchange, Reading reading) {
        // The client's own limit begins anew with each byte: an answer that never ends would keep its connection for
        // ever.
        return exchange.ifNoItem()
                .after(limit)
                .fail()
                .map(response -> translate(response, reading))
                .onFailure()
                .recoverWithItem(HttpAnswers::unanswered);
    }

    PartnerAnswer translate(Response response, Function<JsonNode, List<Reservation>> reservations) {
        return translate(response, reading(reservations));
    }

    private PartnerAnswer translate(Response response, Reading reading) {
        var body = body(response);
        var status = response.getStatus();
        if (status >= 200 && status < 300) {
            return known(status, body, reading);
        }
        if (status == 429) {
            return new PartnerAnswer.WithoutEffect("The partner has too many requests (429).", body);
        }
        if (status == 401) {
            return new PartnerAnswer.WithoutEffect("The partner does not know us (401).", body);
        }
        if (unclear.contains(status)) {
            return new PartnerAnswer.Uncertain(
                    "The partner answered %d: something was there before this request.".formatted(status), body);
        }
        if (status >= 400 && status < 500 && status != 408) {
            return new PartnerAnswer.Refused("The partner refused the request (%d).".formatted(status), body);
        }
        return new PartnerAnswer.Uncertain(
                "The partner answered %d: it may have acted before it failed.".formatted(status), body);
    }

    static PartnerAnswer unanswered(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Authorization.NotSent) {
                return new PartnerAnswer.WithoutEffect(
                        "We could not say who we are: %s; nothing was sent.".formatted(cause.getMessage()), null);
            }
            if (cause instanceof ConnectException || cause instanceof UnknownHostException) {
                return new PartnerAnswer.WithoutEffect("The partner could not be reached; nothing was sent.", null);
            }
        }
        return new PartnerAnswer.Uncertain(
                "The connection ended without an answer (%s)."
                        .formatted(failure.getClass().getSimpleName()),
                null);
    }

    private static PartnerAnswer known(int status, JsonNode body, Reading reading) {
        try {
            if (body == null) {
                throw new IllegalArgumentException("no JSON");
            }
            return reading.read(body, "The partner answered %d.".formatted(status));
        } catch (IllegalArgumentException e) {
            return new PartnerAnswer.Uncertain(
                    "The partner answered %d, but not in its protocol: %s".formatted(status, e.getMessage()), body);
        }
    }

    /** The answer's JSON; {@code null} if it is none, too much, or cannot be stored. */
    JsonNode body(Response response) {
        var text = response.hasEntity() ? response.readEntity(String.class) : "";
        if (text == null || text.isBlank() || text.length() > MAX_BODY) {
            return null;
        }
        try {
            var body = json.readTree(text);
            return body.toString().contains(NUL) ? null : body;
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
