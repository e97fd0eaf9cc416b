package dev.throughline.status.console.service;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;

/** What the console reads of the status API, as any other client of it. */
@Path("/status")
@Produces(MediaType.APPLICATION_JSON)
public interface StatusApi {

    /** Parameters that are {@code null} do not matter. */
    @GET
    @Path("/bookings")
    Uni<Response> list(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @QueryParam("q") String q,
            @QueryParam("state") String state,
            @QueryParam("overdue") Boolean overdue,
            @QueryParam("limit") int limit,
            @QueryParam("cursor") String cursor);

    @GET
    @Path("/summary")
    Uni<Response> summary(@HeaderParam(HttpHeaders.AUTHORIZATION) String authorization);

    @GET
    @Path("/bookings/{id}")
    Uni<Response> booking(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @HeaderParam("Prefer") String prefer,
            @PathParam("id") UUID id,
            @QueryParam("token") String token);

    @GET
    @Path("/bookings/{id}/timeline")
    Uni<Response> timeline(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("id") UUID id,
            @QueryParam("limit") int limit,
            @QueryParam("cursor") String cursor);
}
