package dev.throughline.status.live;

import dev.throughline.kit.identity.Callers;
import dev.throughline.status.reading.Reader;
import dev.throughline.status.reading.Wanted;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.UUID;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Answers 404 before a stream of a booking begins that the caller may not see. The stream itself cannot: its headers are sent
 * before its first event is known.
 */
@ApplicationScoped
class VisibleBookingFilter {

    private final Reader reader;
    private final Callers callers;

    VisibleBookingFilter(Reader reader, Callers callers) {
        this.reader = reader;
        this.callers = callers;
    }

    /** {@code null} lets the request through. */
    @OfVisibleBooking
    @ServerRequestFilter
    public Uni<Response> requireVisible(UriInfo uri) {
        UUID id;
        try {
            id = UUID.fromString(uri.getPathParameters().getFirst("id"));
        } catch (IllegalArgumentException e) {
            // What is no id is not found further on.
            return Uni.createFrom().nullItem();
        }
        return reader.read(callers.current(), id, Wanted.ANY).replaceWith(() -> null);
    }
}
