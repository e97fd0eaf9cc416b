package dev.throughline.booking.callback;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.booking.partner.Partner;
import dev.throughline.booking.partner.Partners;
import dev.throughline.booking.partner.Reservation;
import dev.throughline.kit.problem.ProblemType;
import dev.throughline.kit.problem.Problems;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * Takes what partners tell by themselves: verifies, records, enqueues, and answers; it is applied afterwards. A callback that
 * came before is answered alike and does nothing.
 */
@Path("/partners/{partner}/callbacks")
@Tag(name = "Partners")
class CallbackResource {

    private static final int MAX_WEBHOOK_ID = 200;

    private final Partners partners;
    private final CallbackSignature signature;
    private final CallbackRecords records;
    private final ObjectMapper json;

    CallbackResource(Partners partners, CallbackSignature signature, CallbackRecords records, ObjectMapper json) {
        this.partners = partners;
        this.signature = signature;
        this.records = records;
        this.json = json;
    }

    @POST
    @PermitAll
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Tell of a reservation",
            description = "Signed after Standard Webhooks; retried until answered 2xx.")
    @APIResponse(responseCode = "204", description = "On record; also if it was before")
    @APIResponse(responseCode = "401", description = "Not signed by this partner, or too old")
    public Uni<Response> receive(@PathParam("partner") String id, @Context HttpHeaders headers, String body) {
        var partner = partners.find(id).orElseThrow(() -> Problems.notFound("partner"));
        requireSignature(partner, headers, body);
        return records.take(new Arrival(id, webhookId(headers), news(body)))
                .replaceWith(() -> Response.noContent().build());
    }

    private void requireSignature(Partner partner, HttpHeaders headers, String body) {
        if (!signature.valid(partner, headers, body == null ? "" : body)) {
            throw Problems.of(
                    ProblemType.UNAUTHENTICATED,
                    "The callback is not signed with a secret of this partner, or its timestamp is more than five minutes off.");
        }
    }

    private static String webhookId(HttpHeaders headers) {
        var id = headers.getHeaderString("webhook-id");
        if (id.isBlank() || id.length() > MAX_WEBHOOK_ID || id.codePoints().anyMatch(Character::isISOControl)) {
            throw Problems.invalid("webhook-id", "must be 1 to %d printable characters".formatted(MAX_WEBHOOK_ID));
        }
        return id;
    }

    private Reservation news(String body) {
        try {
            return Reservation.read(json.readTree(body).path("data"));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw Problems.invalid("data", "must be a reservation with id, reference, status and version");
        }
    }
}
