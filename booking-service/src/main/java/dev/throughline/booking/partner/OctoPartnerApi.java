package dev.throughline.booking.partner;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** What the {@code octo} connector uses of the OCTO API; names and members are those of its OpenAPI file, 2.0.4. */
@RegisterRestClient(configKey = "octo-partner")
@Path("/")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public interface OctoPartnerApi {

    /** Who asks, and for which capabilities; both headers go with every request. */
    final class Caller {

        @HeaderParam("Authorization")
        private final String authorization;

        @HeaderParam("Octo-Capabilities")
        private final String capabilities;

        Caller(String authorization, String capabilities) {
            this.authorization = authorization;
            this.capabilities = capabilities;
        }

        public String getAuthorization() {
            return authorization;
        }

        public String getCapabilities() {
            return capabilities;
        }
    }

    @RegisterForReflection
    record AvailabilityCheck(
            String productId, String optionId, String localDateStart, String localDateEnd, List<Units> units) {}

    @RegisterForReflection
    record Units(String id, int quantity) {}

    @RegisterForReflection
    record BookingReservation(
            String uuid,
            String productId,
            String optionId,
            String availabilityId,
            long expirationMinutes,
            List<UnitItem> unitItems,
            String resellerReference) {}

    @RegisterForReflection
    record UnitItem(String unitId) {}

    @RegisterForReflection
    record BookingConfirmation(Contact contact, String resellerReference) {}

    @RegisterForReflection
    record Contact(String fullName) {}

    @RegisterForReflection
    record BookingCancellation(String reason) {}

    @POST
    @Path("availability/")
    Uni<Response> check(@BeanParam Caller caller, AvailabilityCheck check);

    @POST
    @Path("bookings/")
    Uni<Response> reserve(@BeanParam Caller caller, BookingReservation reservation);

    @GET
    @Path("bookings/")
    Uni<Response> bookings(@BeanParam Caller caller, @QueryParam("resellerReference") String resellerReference);

    @GET
    @Path("bookings/{uuid}")
    Uni<Response> booking(@BeanParam Caller caller, @PathParam("uuid") String uuid);

    @POST
    @Path("bookings/{uuid}/confirm")
    Uni<Response> confirm(@BeanParam Caller caller, @PathParam("uuid") String uuid, BookingConfirmation confirmation);

    @POST
    @Path("bookings/{uuid}/cancel")
    Uni<Response> cancel(@BeanParam Caller caller, @PathParam("uuid") String uuid, BookingCancellation cancellation);
}
