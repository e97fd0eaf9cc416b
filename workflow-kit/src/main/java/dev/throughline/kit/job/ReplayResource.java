package dev.throughline.kit.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.kit.idempotency.Answer;
import dev.throughline.kit.idempotency.Idempotency;
import dev.throughline.kit.identity.Callers;
import dev.throughline.kit.page.Cursor;
import dev.throughline.kit.page.Page;
import dev.throughline.kit.problem.PlainText;
import dev.throughline.kit.problem.Problems;
import dev.throughline.kit.time.Ids;
import dev.throughline.kit.time.Rfc3339;
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
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Replays of many dead letters of this service, each at its pace. */
@Path("/jobs/replays")
@Tag(name = "Jobs")
class ReplayResource {

    private static final String MAY = "job:replay";

    private final ReplayActs acts;
    private final ReplayBatches batches;
    private final Idempotency idempotency;
    private final UnitOfWork unitOfWork;
    private final Callers callers;
    private final ObjectMapper json;
    private final TimeSource time;

    ReplayResource(
            ReplayActs acts,
            ReplayBatches batches,
            Idempotency idempotency,
            UnitOfWork unitOfWork,
            Callers callers,
            ObjectMapper json,
            TimeSource time) {
        this.acts = acts;
        this.batches = batches;
        this.idempotency = idempotency;
        this.unitOfWork = unitOfWork;
        this.callers = callers;
        this.json = json;
        this.time = time;
    }

    /** Which dead letters are meant: those to which all that is given applies. */
    @RegisterForReflection
    @Schema(name = "ReplayFilter")
    record FilterRequest(
            @Size(min = 1, max = 100) @PlainText @Schema(examples = "partner.reserve")
            String kind,

            @Size(min = 1, max = 200) @PlainText String subject,

            @Size(min = 1, max = 200) @PlainText @Schema(description = "Part of the job's reason, whatever its case")
            String reasonContains,

            @Schema(description = "Dead since then or later", examples = "2030-12-23T09:00:00Z")
            String deadSince,

            @Schema(description = "Dead before then", examples = "2030-12-23T10:00:00Z")
            String deadUntil) {

        DeadLetters deadLetters() {
            return new DeadLetters(
                    kind,
                    subject,
                    reasonContains,
                    time("filter.deadSince", deadSince),
                    time("filter.deadUntil", deadUntil));
        }

        private static Instant time(String field, String text) {
            try {
                return text == null ? null : Rfc3339.parse(text);
            } catch (DateTimeException e) {
                throw Problems.invalid(field, "must be a time as RFC 3339, such as 2030-12-23T09:00:00Z");
            }
        }
    }

    /** What to replay, how fast, and why; the reason goes into the audit trail of each job. */
    @RegisterForReflection
    record ReplayRequest(
            @NotNull @Valid FilterRequest filter,

            @NotNull @Min(1) @Max(60_000) @Schema(description = "How many a minute at most", examples = "120")
            Integer perMinute,

            @NotBlank @Size(max = 500) @PlainText String reason) {}

    @POST
    @PermissionsAllowed(MAY)
    @Operation(
            summary = "Put many dead letters back to work",
            description =
                    "Those that fit now, each once, at no more than the given pace, and each only if its own verdict allows it.")
    @APIResponse(responseCode = "202", description = "Accepted; Location names the batch")
    @APIResponse(
            responseCode = "422",
            description = "More than 100,000 dead letters fit, or the key was used otherwise")
    public Uni<Response> replay(@Valid @NotNull ReplayRequest request) {
        var wish = new ReplayBatches.Wish(
                Ids.next(),
                request.filter().deadLetters(),
                json.valueToTree(request.filter()),
                request.perMinute(),
                request.reason());
        return idempotency.perform(request, work -> acts.begin(work, wish).map(this::begun));
    }

    private Answer begun(ReplayBatches.Entry entry) {
        return accepted(entry).with("Location", "/jobs/replays/" + entry.batch().id());
    }

    private Answer accepted(ReplayBatches.Entry entry) {
        return Answer.accepted(view(entry))
                .at(entry.batch().subject(), entry.batch().version());
    }

    private ReplayView view(ReplayBatches.Entry entry) {
        return ReplayView.of(entry.batch(), entry.counts(), time.instant());
    }

    @GET
    @PermissionsAllowed("job:read")
    @Operation(summary = "List replays of many dead letters", description = "Newest first.")
    public Uni<Page<ReplayView>> list(
            @QueryParam("limit") @DefaultValue("20") @Min(1) @Max(50) int limit, @QueryParam("cursor") String cursor) {
        var before = Cursor.decodeId(cursor);
        return unitOfWork
                .read(callers.current().tenant(), session -> batches.list(session, before, limit + 1))
                .map(found -> Page.of(found, limit, last -> last.batch().id().toString())
                        .map(this::view));
    }

    @GET
    @Path("/{id}")
    @PermissionsAllowed("job:read")
    @Operation(
            summary = "Read how far a replay of many dead letters is",
            description = "With how many ended how, and when it is over at its pace.")
    @APIResponse(responseCode = "200", description = "The batch")
    @APIResponse(responseCode = "404", description = "There is no such batch")
    public Uni<ReplayView> get(@PathParam("id") UUID id) {
        return unitOfWork
                .read(callers.current().tenant(), session -> batches.find(session, id))
                .onItem()
                .ifNull()
                .failWith(ReplayActs::noSuch)
                .map(this::view);
    }

    @GET
    @Path("/{id}/items")
    @PermissionsAllowed("job:read")
    @Operation(
            summary = "List the dead letters of a batch, each with its result",
            description = "In the order in which they are replayed: those that died first in front.")
    public Uni<Page<ReplayView.Item>> items(
            @PathParam("id") UUID id,
            @QueryParam("result") String result,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(200) int limit,
            @QueryParam("cursor") String cursor) {
        var wanted = result(result);
        var after = after(cursor);
        return unitOfWork
                .read(
                        callers.current().tenant(),
                        session -> batches.find(session, id)
                                .onItem()
                                .ifNull()
                                .failWith(ReplayActs::noSuch)
                                .chain(() -> batches.items(session, id, wanted, after, limit + 1)))
                .map(found -> Page.of(found, limit, last -> String.valueOf(last.number())));
    }

    private static ReplayResult result(String text) {
        try {
            return text == null ? null : ReplayResult.valueOf(text);
        } catch (IllegalArgumentException e) {
            throw Problems.invalid("result", "must be one of " + List.of(ReplayResult.values()));
        }
    }

    private static int after(String cursor) {
        var position = Cursor.decode(cursor);
        try {
            return position == null ? 0 : Integer.parseInt(position);
        } catch (NumberFormatException e) {
            throw Cursor.invalid();
        }
    }

    @POST
    @Path("/{id}/pause")
    @PermissionsAllowed(MAY)
    @Operation(summary = "Let a batch rest", description = "Once this is answered, nothing of it is replayed.")
    @APIResponse(responseCode = "202", description = "It rests")
    @APIResponse(responseCode = "409", description = "It is not running")
    public Uni<Response> pause(@PathParam("id") UUID id, @Valid @NotNull JobResource.ReasonRequest request) {
        return act(id, ReplayVerb.pause, request);
    }

    @POST
    @Path("/{id}/resume")
    @PermissionsAllowed(MAY)
    @Operation(summary = "Let a batch that rests go on")
    @APIResponse(responseCode = "202", description = "It goes on where it was")
    @APIResponse(responseCode = "409", description = "It is not paused")
    public Uni<Response> resume(@PathParam("id") UUID id, @Valid @NotNull JobResource.ReasonRequest request) {
        return act(id, ReplayVerb.resume, request);
    }

    @POST
    @Path("/{id}/cancel")
    @PermissionsAllowed(MAY)
    @Operation(
            summary = "End a batch",
            description = "What has been replayed stays so; once this is answered, nothing more of it is replayed.")
    @APIResponse(responseCode = "202", description = "It is over")
    @APIResponse(responseCode = "409", description = "It is over already")
    public Uni<Response> cancel(@PathParam("id") UUID id, @Valid @NotNull JobResource.ReasonRequest request) {
        return act(id, ReplayVerb.cancel, request);
    }

    private Uni<Response> act(UUID id, ReplayVerb verb, JobResource.ReasonRequest request) {
        return idempotency.perform(
                request, work -> acts.act(work, id, verb, request.reason()).map(this::accepted));
    }
}
