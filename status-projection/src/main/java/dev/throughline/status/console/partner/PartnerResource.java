package dev.throughline.status.console.partner;

import dev.throughline.status.console.page.Desk;
import dev.throughline.status.console.page.Frame;
import dev.throughline.status.console.service.Services;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The partners with the state of their circuit breakers, as booking-service sees them. */
@Path("/console/partners")
class PartnerResource {

    private final Desk desk;
    private final Services services;

    PartnerResource(Desk desk, Services services) {
        this.desk = desk;
        this.services = services;
    }

    @CheckedTemplate(basePath = "console")
    static class Templates {
        static native TemplateInstance partners(Frame frame, PartnersPage page);
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> list() {
        return desk.show(operator -> services.partners(operator)
                .map(reply -> reply.fold(
                        answer -> PartnersPage.of(answer.body()), trouble -> new PartnersPage(List.of(), trouble)))
                .chain(page -> Desk.html(
                        page.trouble() == null
                                ? Response.Status.OK.getStatusCode()
                                : page.trouble().status(),
                        Templates.partners(desk.frame("Partners", Frame.Place.partners, operator), page))));
    }
}
