package dev.throughline.status.console.service;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.UUID;

/** What the console asks of booking-service and has it do. */
@Path("/")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public interface BookingApi {

    /** @param act the last part of its path, such as {@code check-in} */
    @POST
    @Path("bookings/{id}/{act}")
    Uni<Response> act(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @HeaderParam("Idempotency-Key") String key,
            @PathParam("id") UUID id,
            @PathParam("act") String act,
            Map<String, Object> body);

    @GET
    @Path("bookings/{id}/attempts")
    Uni<Response> attempts(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("id") UUID id,
            @QueryParam("limit") int limit);

    @GET
    @Path("partners")
    Uni<Response> partners(@HeaderParam(HttpHeaders.AUTHORIZATION) String authorization);
}
