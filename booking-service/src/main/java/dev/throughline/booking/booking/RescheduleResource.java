package dev.throughline.booking.booking;

import dev.throughline.booking.partner.PartnerJobs;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code POST /bookings/{id}/reschedule}: moves a visit, as safely as it was booked. */
@Path("/bookings/{id}/reschedule")
@Tag(name = "Bookings")
class RescheduleResource {

    private final BookingActions actions;
    private final Rescheduling rescheduling;
    private final PartnerJobs jobs;

    RescheduleResource(BookingActions actions, Rescheduling rescheduling, PartnerJobs jobs) {
        this.actions = actions;
        this.rescheduling = rescheduling;
        this.jobs = jobs;
    }

    /** Where to; {@code start} is RFC 3339. */
    @RegisterForReflection
    record RescheduleRequest(
            @Schema(examples = "2030-12-24T17:00:00Z", description = "When the visit is to begin, RFC 3339.") @NotNull OffsetDateTime start) {}

    @POST
    @PermissionsAllowed("booking:reschedule")
    @Operation(
            summary = "Move a booking to another start",
            description =
                    "202 means durable: the wish, its price, the first answer, the event and the job are committed. "
                            + "The booking keeps its start, its price and its reservation until the partner has confirmed the "
                            + "new start; reschedule.state says how far that is.")
    @APIResponse(responseCode = "202", description = "The partner is being asked; reschedule has the new price")
    @APIResponse(responseCode = "400", description = "There can be no visit then; violations say why")
    @APIResponse(
            responseCode = "409",
            description = "It is not confirmed, its visit has begun, or another reschedule is under way")
    @APIResponse(responseCode = "422", description = "The Idempotency-Key was used with another request")
    public Uni<Response> reschedule(
            @PathParam("id") UUID id,
            @HeaderParam("If-Match") String ifMatch,
            @Valid @NotNull RescheduleRequest request) {
        return actions.perform(
                new BookingActions.Action(id, "booking:reschedule", ifMatch, null, request),
                booking -> rescheduling.ask(booking, request.start().toInstant()),
                (work, booking) -> work.enqueue(jobs.reschedule(booking)));
    }
}
