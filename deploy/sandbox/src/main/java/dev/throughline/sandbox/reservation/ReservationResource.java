package dev.throughline.sandbox.reservation;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;

/** The protocol of each partner; without a partner in the path it is {@code meridian}. */
@Path("/")
public class ReservationResource {

    private static final String FIRST = "meridian";

    private final Counter counter;

    ReservationResource(Counter counter) {
        this.counter = counter;
    }

    @POST
    @Path("reservations")
    public Uni<Response> reserve(JsonNode request, @Context HttpServerRequest http) {
        return counter.reserve(FIRST, request, http);
    }

    @POST
    @Path("{partner}/reservations")
    public Uni<Response> reserve(
            @PathParam("partner") String partner, JsonNode request, @Context HttpServerRequest http) {
        return counter.reserve(partner, request, http);
    }

    @GET
    @Path("reservations")
    public Uni<Response> find(@QueryParam("reference") String reference, @Context HttpServerRequest http) {
        return counter.find(FIRST, reference, http);
    }

    @GET
    @Path("{partner}/reservations")
    public Uni<Response> find(
            @PathParam("partner") String partner,
            @QueryParam("reference") String reference,
            @Context HttpServerRequest http) {
        return counter.find(partner, reference, http);
    }

    @POST
    @Path("reservations/{id}/cancel")
    public Uni<Response> cancel(@PathParam("id") String id, @Context HttpServerRequest http) {
        return counter.cancel(FIRST, id, http);
    }

    @POST
    @Path("{partner}/reservations/{id}/cancel")
    public Uni<Response> cancel(
            @PathParam("partner") String partner, @PathParam("id") String id, @Context HttpServerRequest http) {
        return counter.cancel(partner, id, http);
    }
}
