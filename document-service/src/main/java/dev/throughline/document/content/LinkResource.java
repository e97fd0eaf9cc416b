package dev.throughline.document.content;

import dev.throughline.document.document.Document;
import dev.throughline.document.document.Documents;
import dev.throughline.document.document.VisibleDocuments;
import dev.throughline.document.link.Link;
import dev.throughline.document.link.LinkSettings;
import dev.throughline.document.link.Links;
import dev.throughline.kit.audit.AuditEntry;
import dev.throughline.kit.idempotency.Answer;
import dev.throughline.kit.idempotency.ConsistencyToken;
import dev.throughline.kit.idempotency.Idempotency;
import dev.throughline.kit.identity.Caller;
import dev.throughline.kit.identity.Callers;
import dev.throughline.kit.problem.ProblemType;
import dev.throughline.kit.problem.Problems;
import dev.throughline.kit.work.Work;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Makes links that need no token. */
@Path("/documents/{id}/links")
@Tag(name = "Documents")
class LinkResource {

    private static final Duration LONGEST = Duration.ofDays(7);

    private final Documents documents;
    private final Links links;
    private final LinkSettings settings;
    private final Idempotency idempotency;
    private final Callers callers;

    LinkResource(Documents documents, Links links, LinkSettings settings, Idempotency idempotency, Callers callers) {
        this.documents = documents;
        this.links = links;
        this.settings = settings;
        this.idempotency = idempotency;
        this.callers = callers;
    }

    /** For how long the link shall be good; as configured, if it is not said. */
    @RegisterForReflection
    record LinkRequest(
            @Min(1) @Schema(description = "At most seven days.", examples = "3600")
            Integer validSeconds) {}

    @POST
    @PermissionsAllowed("document:read")
    @Operation(
            summary = "Make a signed link",
            description = "Whoever holds the link may read the document until it expires. It cannot be called back.")
    @APIResponse(responseCode = "201", description = "The link; Location is the same")
    @APIResponse(responseCode = "404", description = "There is no such document that the caller may see")
    @APIResponse(responseCode = "409", description = "The document is not stored yet")
    @APIResponse(responseCode = "503", description = "No key to sign links is configured")
    public Uni<Response> make(@PathParam("id") UUID id, @Valid @NotNull LinkRequest request) {
        var caller = callers.current();
        var validity = validity(request);
        return idempotency.perform(request, work -> make(work, id, caller, validity));
    }

    private Duration validity(LinkRequest request) {
        var longest = settings.maxValidity().compareTo(LONGEST) < 0 ? settings.maxValidity() : LONGEST;
        var wanted = request.validSeconds() == null ? settings.validity() : Duration.ofSeconds(request.validSeconds());
        if (request.validSeconds() != null && wanted.compareTo(longest) > 0) {
            throw Problems.invalid("validSeconds", "must be at most %d".formatted(longest.toSeconds()));
        }
        return wanted.compareTo(longest) > 0 ? longest : wanted;
    }

    private Uni<Answer> make(Work work, UUID id, Caller caller, Duration validity) {
        return documents
                .findById(id)
                .map(document -> VisibleDocuments.require(document, caller))
                .invoke(LinkResource::requireStored)
                .invoke(document ->
                        work.audit(AuditEntry.allowed("document:link", document.aggregate(), "for " + validity)))
                .map(document -> answer(document, link(document, validity)));
    }

    private static void requireStored(Document document) {
        if (!document.isStored()) {
            throw Problems.notAllowedNow(
                    "A link can be made once it is stored; it is %s.".formatted(document.state()),
                    document.state().name(),
                    List.of());
        }
    }

    private Link link(Document document, Duration validity) {
        return links.make(document.tenant(), document.id(), validity)
                .orElseThrow(() -> Problems.of(
                        ProblemType.UNAVAILABLE, "No links are made here: no key to sign them is configured."));
    }

    private static Answer answer(Document document, Link link) {
        var token = new ConsistencyToken(document.aggregate(), document.version());
        return Answer.created(link, link.url()).with("Consistency-Token", token.encode());
    }
}
