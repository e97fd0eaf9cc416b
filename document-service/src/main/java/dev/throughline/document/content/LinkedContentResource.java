package dev.throughline.document.content;

import dev.throughline.document.document.Document;
import dev.throughline.document.document.Documents;
import dev.throughline.document.link.LinkTarget;
import dev.throughline.document.link.Links;
import dev.throughline.kit.problem.Problems;
import dev.throughline.kit.work.UnitOfWork;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirements;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The bytes of a document, for whoever holds a link to it. Every link that is not good gets the same answer. */
@Path("/documents/links/{token}")
@Tag(name = "Documents")
class LinkedContentResource {

    private final Links links;
    private final Documents documents;
    private final Contents contents;
    private final UnitOfWork unitOfWork;

    LinkedContentResource(Links links, Documents documents, Contents contents, UnitOfWork unitOfWork) {
        this.links = links;
        this.documents = documents;
        this.contents = contents;
        this.unitOfWork = unitOfWork;
    }

    @GET
    @PermitAll
    @SecurityRequirements
    @Operation(
            summary = "Read the content by a signed link",
            description = "Needs no token. Range, If-Range and If-None-Match are honoured.")
    @APIResponse(responseCode = "200", description = "All bytes")
    @APIResponse(responseCode = "206", description = "The bytes of the range")
    @APIResponse(responseCode = "304", description = "The client has them already")
    @APIResponse(responseCode = "404", description = "The link is not, or no longer, good")
    @APIResponse(responseCode = "416", description = "There is no byte in the range")
    public Uni<Response> get(@PathParam("token") String token, @Context RoutingContext http) {
        var conditions = Conditions.of(http);
        var target = links.read(token).orElseThrow(LinkedContentResource::notGood);
        return unitOfWork
                .read(target.tenant(), session -> documents.findById(target.document()))
                .map(document -> require(document, target))
                .chain(document -> contents.answer(document, conditions));
    }

    private static Document require(Document document, LinkTarget target) {
        if (document == null || !document.tenant().equals(target.tenant()) || !document.isStored()) {
            throw notGood();
        }
        return document;
    }

    private static RuntimeException notGood() {
        return Problems.notFound("link, or it has expired");
    }
}
