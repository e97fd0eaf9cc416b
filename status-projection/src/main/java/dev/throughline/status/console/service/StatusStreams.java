package dev.throughline.status.console.service;

import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.jboss.resteasy.reactive.client.SseEvent;

/** The live streams of the status API. A stream keeps its connection, so that these have a pool of their own. */
@Path("/status/bookings")
@Produces(MediaType.SERVER_SENT_EVENTS)
public interface StatusStreams {

    @GET
    @Path("/stream")
    Multi<SseEvent<String>> all(@HeaderParam(HttpHeaders.AUTHORIZATION) String authorization);

    @GET
    @Path("/{id}/stream")
    Multi<SseEvent<String>> booking(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization, @PathParam("id") UUID id);
}
