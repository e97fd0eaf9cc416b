package dev.throughline.booking.visit;

import dev.throughline.booking.booking.Booking;
import dev.throughline.booking.booking.BookingActions;
import dev.throughline.kit.problem.PlainText;
import dev.throughline.kit.time.TimeSource;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What operators do with a visit on its day. */
@Path("/bookings/{id}")
@PermissionsAllowed("visit:work")
@Tag(name = "Visits")
class VisitResource {

    private final BookingActions actions;
    private final TimeSource time;

    VisitResource(BookingActions actions, TimeSource time) {
        this.actions = actions;
        this.time = time;
    }

    /** What came of the visit; the duration is the real one, in minutes. */
    @RegisterForReflection
    record CompleteRequest(
            @NotBlank @Size(max = 200) @PlainText String practitioner,

            @NotBlank @Size(max = 10_000) @PlainText(lines = true)
            String findings,

            @NotNull @Min(1) @Max(1440) Integer durationMinutes) {}

    @POST
    @Path("/check-in")
    @Operation(summary = "The customer is there")
    public Uni<Response> checkIn(@PathParam("id") UUID id, @HeaderParam("If-Match") String ifMatch) {
        return perform(id, ifMatch, Map.of(), booking -> booking.checkIn(time.instant()));
    }

    @POST
    @Path("/complete")
    @Operation(summary = "The visit has taken place")
    public Uni<Response> complete(
            @PathParam("id") UUID id,
            @HeaderParam("If-Match") String ifMatch,
            @Valid @NotNull CompleteRequest request) {
        return perform(
                id,
                ifMatch,
                request,
                booking -> booking.complete(
                        request.practitioner(), request.findings(), request.durationMinutes(), time.instant()));
    }

    @POST
    @Path("/no-show")
    @Operation(summary = "The customer did not come")
    public Uni<Response> noShow(@PathParam("id") UUID id, @HeaderParam("If-Match") String ifMatch) {
        return perform(id, ifMatch, Map.of(), booking -> booking.noShow(time.instant()));
    }

    private Uni<Response> perform(UUID id, String ifMatch, Object body, Consumer<Booking> change) {
        var action = new BookingActions.Action(id, "visit:work", ifMatch, null, body);
        return actions.perform(action, change, (work, booking) -> {});
    }
}
