package dev.throughline.kit.job;

import dev.throughline.kit.idempotency.Answer;
import dev.throughline.kit.idempotency.Idempotency;
import dev.throughline.kit.identity.Callers;
import dev.throughline.kit.page.Cursor;
import dev.throughline.kit.page.Page;
import dev.throughline.kit.problem.PlainText;
import dev.throughline.kit.problem.Problems;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.UnitOfWork;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Which of the tenant's jobs wait because a person said so. */
@Path("/jobs/pauses")
@Tag(name = "Jobs")
class JobPauseResource {

    private final JobPauses pauses;
    private final JobKinds kinds;
    private final Idempotency idempotency;
    private final UnitOfWork unitOfWork;
    private final Callers callers;
    private final TimeSource time;

    JobPauseResource(
            JobPauses pauses,
            JobKinds kinds,
            Idempotency idempotency,
            UnitOfWork unitOfWork,
            Callers callers,
            TimeSource time) {
        this.pauses = pauses;
        this.kinds = kinds;
        this.idempotency = idempotency;
        this.unitOfWork = unitOfWork;
        this.callers = callers;
        this.time = time;
    }

    /** What shall wait, why, and until when at most. */
    @RegisterForReflection
    record PauseRequest(
            @Schema(description = "Of this kind; either this or key.", examples = "partner.reserve")
            @Size(max = 100) @PlainText
            String kind,

            @Schema(description = "With this key; either this or kind.", examples = "partner/meridian")
            @Size(max = 200) @PlainText
            String key,

            @NotBlank @Size(max = 500) @PlainText String reason,

            @Schema(description = "When the pause ends by itself; without it, a person ends it.")
            Instant until) {}

    @GET
    @PermissionsAllowed("job:read")
    @Operation(summary = "List pauses", description = "Newest first, those that are over included.")
    public Uni<Page<JobPause>> list(
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(200) int limit, @QueryParam("cursor") String cursor) {
        var before = Cursor.decodeId(cursor);
        return unitOfWork
                .read(callers.current().tenant(), session -> pauses.list(session, before, limit + 1))
                .map(found -> Page.of(found, limit, last -> last.id().toString()));
    }

    @GET
    @Path("/{id}")
    @PermissionsAllowed("job:read")
    @Operation(summary = "Read a pause")
    public Uni<JobPause> get(@PathParam("id") UUID id) {
        return unitOfWork
                .read(callers.current().tenant(), session -> pauses.find(session, id))
                .onItem()
                .ifNull()
                .failWith(() -> Problems.notFound("pause"));
    }

    @POST
    @PermissionsAllowed("job:pause")
    @Operation(
            summary = "Have jobs of a kind, or with a key, wait",
            description =
                    "Of the caller's tenant only, in all processes from the answer on. What runs goes on; what is enqueued waits too.")
    @APIResponse(responseCode = "201", description = "They wait")
    public Uni<Response> pause(@Valid @NotNull PauseRequest request) {
        var wanted = wanted(request);
        return idempotency.perform(request, work -> pauses.pause(work, wanted).map(JobPauseResource::created));
    }

    private JobPauses.Wanted wanted(PauseRequest request) {
        if ((request.kind() == null) == (request.key() == null)) {
            throw Problems.invalid("kind", "must be given, or else 'key', and not both");
        }
        if (request.kind() != null && !kinds.names().contains(request.kind())) {
            throw Problems.invalid(
                    "kind", "must be one of " + kinds.names().stream().sorted().toList());
        }
        if (request.key() != null && request.key().isBlank()) {
            throw Problems.invalid("key", "must not be blank");
        }
        if (request.until() != null && !request.until().isAfter(time.instant())) {
            throw Problems.invalid("until", "must be in the future");
        }
        return new JobPauses.Wanted(request.kind(), request.key(), request.reason(), request.until());
    }

    private static Answer created(JobPause pause) {
        return Answer.created(pause, "/jobs/pauses/" + pause.id());
    }

    @POST
    @Path("/{id}/resume")
    @PermissionsAllowed("job:pause")
    @Operation(
            summary = "End a pause",
            description = "409 if it is over. A job that another pause holds goes on waiting.")
    @APIResponse(responseCode = "202", description = "They go on")
    public Uni<Response> resume(@PathParam("id") UUID id, @Valid @NotNull JobResource.ReasonRequest request) {
        return idempotency.perform(
                request, work -> pauses.resume(work, id, request.reason()).map(Answer::accepted));
    }
}
