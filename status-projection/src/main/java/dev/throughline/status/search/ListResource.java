package dev.throughline.status.search;

import dev.throughline.kit.identity.Callers;
import dev.throughline.kit.work.UnitOfWork;
import dev.throughline.status.freshness.Lag;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** All bookings: the list and the counts. */
@Path("/status")
@Tag(name = "Status")
class ListResource {

    private final BookingList list;
    private final Counts counts;
    private final Lag lag;
    private final UnitOfWork unitOfWork;
    private final Callers callers;

    ListResource(BookingList list, Counts counts, Lag lag, UnitOfWork unitOfWork, Callers callers) {
        this.list = list;
        this.counts = counts;
        this.lag = lag;
        this.unitOfWork = unitOfWork;
        this.callers = callers;
    }

    @GET
    @Path("/bookings")
    @PermissionsAllowed("booking:read")
    @Operation(
            summary = "List and search bookings",
            description =
                    "Newest first; the longest overdue first with overdue=true. A customer sees own bookings only.")
    @APIResponse(responseCode = "200", description = "A page")
    @APIResponse(responseCode = "503", description = "The search takes too long: ask for more words")
    public Uni<BookingList.Listed> list(
            @BeanParam @Valid Filter filter,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(200) int limit,
            @QueryParam("cursor") String cursor) {
        return list.find(callers.current(), filter, limit, cursor);
    }

    @GET
    @Path("/summary")
    @PermissionsAllowed("booking:read-all")
    @Operation(summary = "Count bookings", description = "By status, overdue, and those that need a person.")
    public Uni<Counts.Summary> summary() {
        var tenant = callers.current().tenant();
        return unitOfWork.read(
                tenant, session -> lag.ofAll(session).chain(fresh -> counts.summary(session, tenant, fresh)));
    }
}
