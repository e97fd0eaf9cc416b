package dev.throughline.document.content;

import dev.throughline.document.document.VisibleDocuments;
import dev.throughline.kit.identity.Callers;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The bytes of a document, for a caller who may see it. */
@Path("/documents/{id}/content")
@Tag(name = "Documents")
class ContentResource {

    private final VisibleDocuments documents;
    private final Contents contents;
    private final Callers callers;

    ContentResource(VisibleDocuments documents, Contents contents, Callers callers) {
        this.documents = documents;
        this.contents = contents;
        this.callers = callers;
    }

    @GET
    @PermissionsAllowed("document:read")
    @Operation(
            summary = "Read the content",
            description = "The ETag is the SHA-256 of all bytes. Range, If-Range and If-None-Match are honoured.")
    @APIResponse(responseCode = "200", description = "All bytes")
    @APIResponse(responseCode = "206", description = "The bytes of the range")
    @APIResponse(responseCode = "304", description = "The client has them already")
    @APIResponse(responseCode = "404", description = "There is no such document that the caller may see")
    @APIResponse(responseCode = "409", description = "The document is not stored yet")
    @APIResponse(responseCode = "416", description = "There is no byte in the range")
    public Uni<Response> get(@PathParam("id") UUID id, @Context RoutingContext http) {
        var conditions = Conditions.of(http);
        return documents.find(id, callers.current()).chain(document -> contents.answer(document, conditions));
    }
}
