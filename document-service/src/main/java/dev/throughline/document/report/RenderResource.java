package dev.throughline.document.report;

import dev.throughline.document.document.Document;
import dev.throughline.document.document.DocumentState;
import dev.throughline.document.document.DocumentView;
import dev.throughline.document.document.Documents;
import dev.throughline.document.document.VisibleDocuments;
import dev.throughline.kit.audit.AuditEntry;
import dev.throughline.kit.idempotency.Answer;
import dev.throughline.kit.idempotency.ConsistencyToken;
import dev.throughline.kit.idempotency.Idempotency;
import dev.throughline.kit.identity.Caller;
import dev.throughline.kit.identity.Callers;
import dev.throughline.kit.problem.PlainText;
import dev.throughline.kit.problem.Problems;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.Work;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.persistence.LockModeType;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Has a document rendered whose job was called off: a cancelled job cannot be replayed. */
@Path("/documents/{id}/render")
@Tag(name = "Documents")
class RenderResource {

    private final Documents documents;
    private final RenderJobs jobs;
    private final Idempotency idempotency;
    private final Callers callers;
    private final TimeSource time;

    RenderResource(Documents documents, RenderJobs jobs, Idempotency idempotency, Callers callers, TimeSource time) {
        this.documents = documents;
        this.jobs = jobs;
        this.idempotency = idempotency;
        this.callers = callers;
        this.time = time;
    }

    /** Why; it goes into the audit trail. */
    @RegisterForReflection
    record RenderRequest(
            @NotBlank @Size(max = 500) @PlainText String reason) {}

    @POST
    @PermissionsAllowed("job:replay")
    @Operation(
            summary = "Have a document rendered whose job was cancelled",
            description = "It gets a new job. Where its job is a dead letter, replay that instead.")
    @APIResponse(responseCode = "202", description = "The document, requested again")
    @APIResponse(responseCode = "404", description = "There is no such document that the caller may see")
    @APIResponse(responseCode = "409", description = "It was not given up, or its job can be replayed")
    public Uni<Response> render(@PathParam("id") UUID id, @Valid @NotNull RenderRequest request) {
        var caller = callers.current();
        return idempotency.perform(request, work -> render(work, id, caller, request.reason()));
    }

    private Uni<Answer> render(Work work, UUID id, Caller caller, String reason) {
        return documents
                .findById(id, LockModeType.PESSIMISTIC_WRITE)
                .map(document -> VisibleDocuments.require(document, caller))
                .invoke(RenderResource::requireGivenUp)
                .call(document -> jobs.isOpen(work, document).invoke(RenderResource::requireNone))
                .invoke(document -> document.requestAgain(time.instant()))
                .invoke(document -> jobs.enqueue(work, document))
                .invoke(document -> work.audit(AuditEntry.allowed("document:render", document.aggregate(), reason)))
                .map(RenderResource::answer);
    }

    private static void requireGivenUp(Document document) {
        if (document.state() != DocumentState.dead_letter) {
            throw Problems.notAllowedNow(
                    "It can be rendered again once it was given up; it is %s.".formatted(document.state()),
                    document.state().name(),
                    List.of());
        }
    }

    private static void requireNone(boolean open) {
        if (open) {
            throw Problems.notAllowedNow(
                    "It has a job that can be replayed (POST /jobs/{id}/replay).",
                    DocumentState.dead_letter.name(),
                    List.of("replay"));
        }
    }

    private static Answer answer(Document document) {
        var token = new ConsistencyToken(document.aggregate(), document.version());
        return Answer.accepted(DocumentView.of(document)).with("Consistency-Token", token.encode());
    }
}
