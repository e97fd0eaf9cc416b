package dev.throughline.status.reading;

import dev.throughline.kit.identity.Callers;
import dev.throughline.kit.page.Page;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.UnitOfWork;
import dev.throughline.status.timeline.Entry;
import dev.throughline.status.timeline.Timeline;
import dev.throughline.status.view.Expectations;
import dev.throughline.status.view.StatusView;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** One booking: where it stands, and how it came there. */
@Path("/status/bookings/{id}")
@PermissionsAllowed("booking:read")
@Tag(name = "Status")
class StatusResource {

    private final Reader reader;
    private final Timeline timeline;
    private final UnitOfWork unitOfWork;
    private final Callers callers;
    private final Expectations expect;
    private final TimeSource time;

    StatusResource(
            Reader reader,
            Timeline timeline,
            UnitOfWork unitOfWork,
            Callers callers,
            Expectations expect,
            TimeSource time) {
        this.reader = reader;
        this.timeline = timeline;
        this.unitOfWork = unitOfWork;
        this.callers = callers;
        this.expect = expect;
        this.time = time;
    }

    @GET
    @Operation(
            summary = "Where a booking stands",
            description =
                    "With the Consistency-Token of a write as token, the answer comprises that write or is a problem. "
                            + "Prefer: wait=N (at most 30) waits up to N seconds for it.")
    @APIResponse(
            responseCode = "200",
            description = "The view; Preference-Applied says how long would have been waited",
            content = @Content(schema = @Schema(implementation = StatusView.class)))
    @APIResponse(responseCode = "400", description = "The token is none, or none of this booking")
    @APIResponse(responseCode = "404", description = "There is no such booking for the caller")
    @APIResponse(
            responseCode = "503",
            description = "The token's state has not arrived yet; Retry-After says when to ask again")
    public Uni<Response> get(
            @PathParam("id") UUID id,
            @QueryParam("token") String token,
            @Parameter(example = "wait=10") @HeaderParam("Prefer") String prefer) {
        var wanted = Wanted.of(id, token, prefer);
        return reader.read(callers.current(), id, wanted).map(shown -> answer(view(shown), wanted));
    }

    @GET
    @Path("/timeline")
    @Operation(
            summary = "Everything that happened to a booking, in order",
            description = "From all services; token and Prefer as for the view.")
    @APIResponse(responseCode = "200", description = "A page of entries")
    @APIResponse(responseCode = "404", description = "There is no such booking for the caller")
    public Uni<Response> timeline(
            @PathParam("id") UUID id,
            @QueryParam("token") String token,
            @HeaderParam("Prefer") String prefer,
            @QueryParam("limit") @DefaultValue("100") @Min(1) @Max(500) int limit,
            @QueryParam("cursor") String cursor) {
        var wanted = Wanted.of(id, token, prefer);
        var caller = callers.current();
        return reader.read(caller, id, wanted)
                .chain(shown -> unitOfWork.read(
                        caller.tenant(),
                        session -> timeline.page(session, caller.tenant(), id, cursor, limit)
                                .map(page -> TimelinePage.of(page, shown))))
                .map(page -> answer(page, wanted));
    }

    /** A page of a timeline, with how fresh the timeline is. */
    @RegisterForReflection
    record TimelinePage(List<Entry> items, String next, Instant asOf, long lagMs, String behind) {

        static TimelinePage of(Page<Entry> page, Shown shown) {
            var fresh = shown.freshness();
            return new TimelinePage(page.items(), page.next(), fresh.asOf(), fresh.lagMs(), fresh.behind());
        }
    }

    private StatusView view(Shown shown) {
        return StatusView.of(shown.id(), shown.view(), shown.position(), shown.freshness(), expect, time.instant());
    }

    private static Response answer(Object body, Wanted wanted) {
        var answer = Response.ok(body).header("Cache-Control", "no-store");
        if (wanted.applied() != null) {
            answer.header("Preference-Applied", wanted.applied());
        }
        return answer.build();
    }
}
