package dev.throughline.status.console.booking;

import dev.throughline.status.console.service.Services;
import dev.throughline.status.console.session.Operator;
import dev.throughline.status.console.session.Operators;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.client.SseEvent;

/**
 * Tells a page that there is news, by server-sent events; the page then asks for itself again. So what is shown is always made
 * in one place, and a piece of news that is lost is made good by the next.
 */
@Path("/console/live")
@Produces(MediaType.SERVER_SENT_EVENTS)
@Authenticated
class LiveResource {

    private static final Duration BEAT = Duration.ofSeconds(10);

    private final Operators operators;
    private final Services services;

    LiveResource(Operators operators, Services services) {
        this.operators = operators;
        this.services = services;
    }

    @GET
    @Path("/bookings")
    @Operation(hidden = true)
    public Multi<OutboundSseEvent> all(Sse sse) {
        return relay(sse, services::changes);
    }

    @GET
    @Path("/bookings/{id}")
    @Operation(hidden = true)
    public Multi<OutboundSseEvent> one(@PathParam("id") UUID id, Sse sse) {
        return relay(sse, operator -> services.changes(operator, id));
    }

    private Multi<OutboundSseEvent> relay(Sse sse, Function<Operator, Multi<SseEvent<String>>> source) {
        return operators.current().onItem().transformToMulti(operator -> events(sse, source.apply(operator)));
    }

    // When the source ends, so does the stream: the beats must not pretend that it lives.
    private static Multi<OutboundSseEvent> events(Sse sse, Multi<SseEvent<String>> source) {
        var changes = source.filter(change -> change.data() != null).map(change -> sse.newEvent("changed", "1"));
        var ended = changes.onCompletion().failWith(SourceEnded::new);
        var beats = Multi.createFrom().ticks().every(BEAT).onOverflow().drop().map(beat -> sse.newEvent("beat", "1"));
        return Multi.createBy()
                .merging()
                .streams(beats, ended)
                .onFailure(SourceEnded.class)
                .recoverWithCompletion();
    }

    private static final class SourceEnded extends RuntimeException {

        private static final long serialVersionUID = 1L;

        SourceEnded() {
            super("The status API has ended the stream.", null, false, false);
        }
    }
}
