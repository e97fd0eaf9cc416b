package dev.throughline.kit.job;

import dev.throughline.kit.idempotency.Answer;
import dev.throughline.kit.idempotency.Idempotency;
import dev.throughline.kit.identity.Callers;
import dev.throughline.kit.page.Cursor;
import dev.throughline.kit.page.Page;
import dev.throughline.kit.problem.PlainText;
import dev.throughline.kit.problem.Problems;
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
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The jobs of this service, with their ledger and verdict. */
@Path("/jobs")
@Tag(name = "Jobs")
class JobResource {

    private final JobLedger ledger;
    private final JobReplay replay;
    private final JobResolutions resolutions;
    private final Idempotency idempotency;
    private final UnitOfWork unitOfWork;
    private final Callers callers;

    JobResource(
            JobLedger ledger,
            JobReplay replay,
            JobResolutions resolutions,
            Idempotency idempotency,
            UnitOfWork unitOfWork,
            Callers callers) {
        this.ledger = ledger;
        this.replay = replay;
        this.resolutions = resolutions;
        this.idempotency = idempotency;
        this.unitOfWork = unitOfWork;
        this.callers = callers;
    }

    /** Why; it goes into the audit trail. */
    @RegisterForReflection
    record ReasonRequest(
            @NotBlank @Size(max = 500) @PlainText String reason) {}

    @GET
    @PermissionsAllowed("job:read")
    @Operation(summary = "List jobs", description = "Newest first.")
    public Uni<Page<JobView>> list(
            @QueryParam("state") String state,
            @QueryParam("kind") @Size(max = 100) @PlainText String kind,
            @QueryParam("subject") @Size(max = 200) @PlainText String subject,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(200) int limit,
            @QueryParam("cursor") String cursor) {
        var filter = new JobLedger.Filter(state(state), kind, subject);
        var before = Cursor.decodeId(cursor);
        return unitOfWork
                .read(callers.current().tenant(), session -> ledger.list(session, filter, before, limit + 1))
                .map(found -> Page.of(found, limit, last -> last.job().id().toString())
                        .map(JobView::of));
    }

    private static String state(String text) {
        if (text != null
                && List.of(JobState.values()).stream()
                        .noneMatch(state -> state.name().equals(text))) {
            throw Problems.invalid("state", "must be one of " + List.of(JobState.values()));
        }
        return text;
    }

    @GET
    @Path("/{id}")
    @PermissionsAllowed("job:read")
    @Operation(summary = "Read a job with its attempts and its verdict")
    public Uni<JobView> get(@PathParam("id") UUID id) {
        return unitOfWork
                .read(callers.current().tenant(), session -> ledger.find(session, id))
                .onItem()
                .ifNull()
                .failWith(() -> Problems.notFound("job"))
                .map(JobView::of);
    }

    @POST
    @Path("/{id}/replay")
    @PermissionsAllowed("job:replay")
    @Operation(summary = "Put a dead letter back to work", description = "409 with the verdict where that is not safe.")
    public Uni<Response> replay(@PathParam("id") UUID id, @Valid @NotNull ReasonRequest request) {
        return idempotency.perform(
                request, work -> replay.replay(work, id, request.reason()).map(JobResource::accepted));
    }

    @POST
    @Path("/{id}/cancel")
    @PermissionsAllowed("job:cancel")
    @Operation(summary = "Call off a job that waits")
    public Uni<Response> cancel(@PathParam("id") UUID id, @Valid @NotNull ReasonRequest request) {
        return idempotency.perform(
                request, work -> replay.cancel(work, id, request.reason()).map(JobResource::accepted));
    }

    /** What was found out, and what shows it; both go into the ledger and the audit trail. */
    @RegisterForReflection
    record ResolveRequest(
            @NotNull Finding outcome,

            @NotBlank @Size(max = 2000) @PlainText(lines = true)
            String evidence,

            @NotBlank @Size(max = 500) @PlainText String reason) {}

    /** What may have become of an effect in doubt. */
    enum Finding {
        succeeded,
        failed,
        rejected
    }

    @POST
    @Path("/{id}/resolve")
    @PermissionsAllowed("job:resolve")
    @Operation(
            summary = "Say what became of a dead letter in doubt",
            description =
                    "Only where the verdict is unsafe. Nothing is executed: succeeded ends the job, rejected calls it off, and failed makes a replay safe.")
    public Uni<Response> resolve(@PathParam("id") UUID id, @Valid @NotNull ResolveRequest request) {
        var found = new JobResolutions.Found(
                Outcome.valueOf(request.outcome().name()), request.evidence(), request.reason());
        return idempotency.perform(
                request, work -> resolutions.resolve(work, id, found).map(JobResource::accepted));
    }

    private static Answer accepted(JobView job) {
        return Answer.accepted(job).at("job/" + job.id(), job.version());
    }
}
