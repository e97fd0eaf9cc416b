package dev.throughline.status.console.booking;

import dev.throughline.status.console.page.Desk;
import dev.throughline.status.console.page.Frame;
import dev.throughline.status.console.service.Services;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * The partner ledger of a booking, read from booking-service while it is looked at. A page of its own, of which the booking's
 * page takes its part: when booking-service is away, that part says so and the rest is there.
 */
@Path("/console/bookings/{id}/attempts")
class AttemptsResource {

    private static final int LIMIT = 200;

    private final Desk desk;
    private final Services services;

    AttemptsResource(Desk desk, Services services) {
        this.desk = desk;
        this.services = services;
    }

    @CheckedTemplate(basePath = "console")
    static class Templates {
        static native TemplateInstance attempts(Frame frame, AttemptsPage page);
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> show(@PathParam("id") UUID id) {
        return desk.show(operator -> services.attempts(operator, id, LIMIT)
                .map(reply -> reply.fold(
                        answer -> AttemptsPage.of(id, answer.body()), trouble -> AttemptsPage.none(id, trouble)))
                .chain(page -> Desk.html(
                        page.trouble() == null
                                ? Response.Status.OK.getStatusCode()
                                : page.trouble().status(),
                        Templates.attempts(desk.frame("Partner attempts", Frame.Place.bookings, operator), page))));
    }
}
