package dev.throughline.sandbox.octo;

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
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The paths of OCTO, for each partner that speaks it. */
@Path("/")
public class OctoResource {

    private static final String CAPABILITIES = "Octo-Capabilities";

    private final OctoDesk desk;

    OctoResource(OctoDesk desk) {
        this.desk = desk;
    }

    private static OctoDesk.Client client(String partner, HttpServerRequest http) {
        return new OctoDesk.Client(partner, http.getHeader("Authorization"), http.getHeader(CAPABILITIES), http);
    }

    /** No capability is offered: the header says so with every answer. */
    private static Response named(Response response) {
        return Response.fromResponse(response).header(CAPABILITIES, "").build();
    }

    @ServerExceptionMapper
    public Response refuse(OctoError error) {
        return named(error.response());
    }

    @GET
    @Path("{partner}/products")
    public Response products(@PathParam("partner") String partner, @Context HttpServerRequest http) {
        return named(desk.products(client(partner, http)));
    }

    @GET
    @Path("{partner}/products/{id}")
    public Response product(
            @PathParam("partner") String partner, @PathParam("id") String id, @Context HttpServerRequest http) {
        return named(desk.product(client(partner, http), id));
    }

    @POST
    @Path("{partner}/availability")
    public Uni<Response> check(@PathParam("partner") String partner, JsonNode check, @Context HttpServerRequest http) {
        return desk.check(client(partner, http), check).map(OctoResource::named);
    }

    @POST
    @Path("{partner}/bookings")
    public Uni<Response> reserve(
            @PathParam("partner") String partner, JsonNode wanted, @Context HttpServerRequest http) {
        return desk.reserve(client(partner, http), wanted).map(OctoResource::named);
    }

    @GET
    @Path("{partner}/bookings")
    public Uni<Response> find(
            @PathParam("partner") String partner,
            @QueryParam("resellerReference") String reference,
            @Context HttpServerRequest http) {
        return desk.find(client(partner, http), reference).map(OctoResource::named);
    }

    @GET
    @Path("{partner}/bookings/{uuid}")
    public Uni<Response> look(
            @PathParam("partner") String partner, @PathParam("uuid") String uuid, @Context HttpServerRequest http) {
        return desk.look(client(partner, http), uuid).map(OctoResource::named);
    }

    @POST
    @Path("{partner}/bookings/{uuid}/confirm")
    public Uni<Response> confirm(
            @PathParam("partner") String partner,
            @PathParam("uuid") String uuid,
            JsonNode confirmation,
            @Context HttpServerRequest http) {
        return desk.confirm(client(partner, http), uuid, confirmation).map(OctoResource::named);
    }

    @POST
    @Path("{partner}/bookings/{uuid}/cancel")
    public Uni<Response> cancel(
            @PathParam("partner") String partner,
            @PathParam("uuid") String uuid,
            JsonNode cancellation,
            @Context HttpServerRequest http) {
        return desk.cancel(client(partner, http), uuid, cancellation).map(OctoResource::named);
    }
}
