package dev.throughline.kit.audit;

import dev.throughline.kit.identity.Callers;
import dev.throughline.kit.page.Cursor;
import dev.throughline.kit.page.Page;
import dev.throughline.kit.problem.PlainText;
import dev.throughline.kit.work.UnitOfWork;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Who did what, when, why, allowed or denied. */
@Path("/audit")
@Tag(name = "Audit")
class AuditResource {

    private final AuditTrail trail;
    private final UnitOfWork unitOfWork;
    private final Callers callers;

    AuditResource(AuditTrail trail, UnitOfWork unitOfWork, Callers callers) {
        this.trail = trail;
        this.unitOfWork = unitOfWork;
        this.callers = callers;
    }

    @GET
    @PermissionsAllowed("audit:read")
    @Operation(summary = "Read the audit trail", description = "Newest first.")
    public Uni<Page<AuditTrail.Line>> list(
            @QueryParam("subject") @Size(max = 200) @PlainText String subject,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(200) int limit,
            @QueryParam("cursor") String cursor) {
        var before = Cursor.decodeId(cursor);
        return unitOfWork
                .read(callers.current().tenant(), session -> trail.list(session, subject, before, limit + 1))
                .map(found -> Page.of(found, limit, last -> last.id().toString()));
    }
}
