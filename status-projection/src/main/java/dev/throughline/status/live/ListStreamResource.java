package dev.throughline.status.live;

import dev.throughline.kit.identity.Callers;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The list, live. */
@Path("/status/bookings/stream")
@PermissionsAllowed("booking:read")
@Tag(name = "Status")
class ListStreamResource {

    private final Streams streams;
    private final Feeds feeds;
    private final StreamAccess access;
    private final Callers callers;

    ListStreamResource(Streams streams, Feeds feeds, StreamAccess access, Callers callers) {
        this.streams = streams;
        this.feeds = feeds;
        this.access = access;
        this.callers = callers;
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(
            summary = "Follow the list",
            description =
                    "A 'booking' with its list item for each booking that has changed; several changes within a moment "
                            + "are one. 'ready' says that nothing is missed from here on; 'reset' that so much was missed that the list "
                            + "should be loaded again. An item may come twice: one whose position is not higher is not news.")
    @APIResponse(responseCode = "200", description = "Events 'ready', 'booking', 'reset' and, before it closes, 'end'")
    @APIResponse(responseCode = "429", description = "The tenant has too many streams open")
    public Multi<OutboundSseEvent> follow(@HeaderParam("Last-Event-ID") String lastEventId, @Context Sse sse) {
        var caller = callers.current();
        var mark = StreamAccess.lastEventId(lastEventId, ChangedRows.NOW);
        return streams.open(
                access.asking(caller.tenant(), sse),
                client -> feeds.follow(
                        client, row -> !caller.ownOnly() || caller.subject().equals(row.owner()), mark));
    }
}
