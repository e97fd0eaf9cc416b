package dev.throughline.status.live;

import dev.throughline.kit.problem.Problems;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.sse.Sse;
import java.time.Instant;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** What a request for a stream brings along. */
@ApplicationScoped
class StreamAccess {

    private final SecurityIdentity identity;
    private final CurrentVertxRequest request;

    StreamAccess(SecurityIdentity identity, CurrentVertxRequest request) {
        this.identity = identity;
        this.request = request;
    }

    /** The current request as one for a stream, which ends with its token. */
    Client.Asking asking(String tenant, Sse sse) {
        var token = (JsonWebToken) identity.getPrincipal();
        var response = request.getCurrent().request().response();
        return new Client.Asking(tenant, Instant.ofEpochSecond(token.getExpirationTime()), sse, response::reset);
    }

    /** What {@code Last-Event-ID} says, {@code otherwise} without it; a problem (400) if it is no id of ours. */
    static long lastEventId(String header, long otherwise) {
        if (header == null || header.isBlank()) {
            return otherwise;
        }
        try {
            var id = Long.parseLong(header.strip());
            if (id >= 0) {
                return id;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw Problems.invalid("Last-Event-ID", "must be the id of an event of this stream");
    }
}
