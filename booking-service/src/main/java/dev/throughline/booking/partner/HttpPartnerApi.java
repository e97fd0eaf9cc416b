package dev.throughline.booking.partner;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** The small JSON protocol of the {@code http} connector, as the partner sandbox speaks it. */
@RegisterRestClient(configKey = "http-partner")
@Path("/")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public interface HttpPartnerApi {

    @RegisterForReflection
    record ReserveRequest(String reference, String service, Instant start, String customer) {}

    @POST
    @Path("reservations")
    Uni<Response> reserve(ReserveRequest request);

    @GET
    @Path("reservations")
    Uni<Response> find(@QueryParam("reference") String reference);

    @POST
    @Path("reservations/{id}/cancel")
    Uni<Response> cancel(@PathParam("id") String id);

    @GET
    @Path("availability")
    Uni<Response> availability(
            @QueryParam("service") String service, @QueryParam("from") String from, @QueryParam("to") String to);
}
