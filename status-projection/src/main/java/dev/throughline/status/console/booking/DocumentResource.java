package dev.throughline.status.console.booking;

import dev.throughline.kit.time.Ids;
import dev.throughline.status.console.page.Desk;
import dev.throughline.status.console.service.Services;
import dev.throughline.status.console.service.Trouble;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Opens a document: by a link that document-service signs for this operator and that is good for a minute. */
@Path("/console/documents/{id}")
class DocumentResource {

    private static final int VALID_SECONDS = 60;

    private final Desk desk;
    private final Services services;

    DocumentResource(Desk desk, Services services) {
        this.desk = desk;
        this.services = services;
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> open(@PathParam("id") UUID id) {
        return desk.show(operator -> services.link(operator, Ids.next().toString(), id, VALID_SECONDS)
                .chain(reply -> reply.fold(
                        answer -> isWeb(answer.body().path("url").asText())
                                ? Desk.seeOther(answer.body().path("url").asText())
                                : desk.trouble(operator, noLink()),
                        trouble -> desk.trouble(operator, trouble))));
    }

    private static boolean isWeb(String url) {
        try {
            var scheme = URI.create(url).getScheme();
            return "https".equals(scheme) || "http".equals(scheme);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Trouble noLink() {
        return new Trouble(
                Response.Status.BAD_GATEWAY.getStatusCode(),
                "The document cannot be opened",
                "document-service gave no link that a browser can follow.",
                "Ask who runs it.",
                List.of());
    }
}
