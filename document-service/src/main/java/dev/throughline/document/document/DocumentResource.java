package dev.throughline.document.document;

import dev.throughline.kit.identity.Callers;
import dev.throughline.kit.page.Page;
import dev.throughline.kit.problem.Problems;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What documents there are, and how far each is. */
@Path("/documents")
@Tag(name = "Documents")
class DocumentResource {

    private final VisibleDocuments documents;
    private final Callers callers;

    DocumentResource(VisibleDocuments documents, Callers callers) {
        this.documents = documents;
        this.callers = callers;
    }

    @GET
    @Path("/{id}")
    @PermissionsAllowed("document:read")
    @Operation(summary = "Read what is known of a document")
    @APIResponse(responseCode = "200", description = "The document; sha256 and size are there once it is stored")
    @APIResponse(responseCode = "404", description = "There is none that the caller may see")
    public Uni<DocumentView> get(@PathParam("id") UUID id) {
        return documents.find(id, callers.current()).map(DocumentView::of);
    }

    @GET
    @PermissionsAllowed("document:read")
    @Operation(summary = "List documents", description = "Newest first. A customer sees those of their own bookings.")
    public Uni<Page<DocumentView>> list(
            @Parameter(description = "Only those of this booking.") @QueryParam("booking") String booking,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(200) int limit,
            @QueryParam("cursor") String cursor) {
        return documents
                .list(callers.current(), booking == null ? null : id(booking), limit, cursor)
                .map(page -> page.map(DocumentView::of));
    }

    private static UUID id(String booking) {
        try {
            return UUID.fromString(booking);
        } catch (IllegalArgumentException e) {
            throw Problems.invalid("booking", "must be the id of a booking");
        }
    }
}
