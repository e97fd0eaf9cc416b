package dev.throughline.booking.catalog;

import dev.throughline.kit.page.Page;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What can be booked. */
@Path("/services")
@Tag(name = "Services")
class ServiceResource {

    private final Catalog catalog;

    ServiceResource(Catalog catalog) {
        this.catalog = catalog;
    }

    @GET
    @PermissionsAllowed("catalog:read")
    @Operation(summary = "List the services on offer")
    public Uni<Page<Service>> list() {
        return Uni.createFrom().item(new Page<>(catalog.services(), null));
    }
}
