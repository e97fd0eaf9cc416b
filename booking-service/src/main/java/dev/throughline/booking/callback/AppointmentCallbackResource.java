package dev.throughline.booking.callback;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.booking.partner.FhirNotification;
import dev.throughline.booking.partner.Partner;
import dev.throughline.booking.partner.Partners;
import dev.throughline.kit.problem.ProblemType;
import dev.throughline.kit.problem.Problems;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * Takes what the FHIR server of a partner tells by a rest-hook Subscription (hl7.org/fhir/R4/subscription.html): each version of an
 * Appointment that is ours, in whatever order and however often. It is recorded, and applied afterwards.
 */
@Path("/partners/{partner}/callbacks/Appointment/{id}")
@Tag(name = "Partners")
class AppointmentCallbackResource {

    private static final String FHIR_JSON = "application/fhir+json";

    private static final String EXAMPLE = """
            {"resourceType": "Appointment", "id": "1002", "meta": {"versionId": "2", "lastUpdated": "2030-12-20T09:00:00Z"},
             "identifier": [{"system": "urn:throughline:booking-reference", "value": "01a1fcae-0000-7000-8000-000000000000"}],
             "status": "booked", "start": "2030-12-23T09:00:00Z", "end": "2030-12-23T09:30:00Z",
             "participant": [{"actor": {"display": "Ana Dvořák"}, "status": "accepted"}]}""";

    private final Partners partners;
    private final CallbackSecret secret;
    private final CallbackRecords records;
    private final ObjectMapper json;

    AppointmentCallbackResource(Partners partners, CallbackSecret secret, CallbackRecords records, ObjectMapper json) {
        this.partners = partners;
        this.secret = secret;
        this.records = records;
        this.json = json;
    }

    @PUT
    @PermitAll
    @Consumes({FHIR_JSON, MediaType.APPLICATION_JSON})
    @Operation(
            summary = "Tell a version of an Appointment",
            description =
                    "The rest-hook of a FHIR R4 Subscription, with a secret of the partner as bearer token. A server tells it "
                            + "again until it is answered 200; a repetition is answered alike and does nothing. Versions are applied by "
                            + "meta.versionId, in whatever order they come.")
    @RequestBody(
            content =
                    @Content(
                            mediaType = FHIR_JSON,
                            examples = @ExampleObject(name = "booked", summary = "It is booked", value = EXAMPLE)))
    @APIResponse(responseCode = "200", description = "On record; also if it was before, or is about no booking")
    @APIResponse(
            responseCode = "400",
            description = "No Appointment as a server tells it, or another than the path names")
    @APIResponse(responseCode = "401", description = "No secret of this partner")
    @APIResponse(responseCode = "404", description = "No such partner, or it has no FHIR server")
    @APIResponse(responseCode = "413", description = "Too large")
    public Uni<Response> receive(
            @PathParam("partner") String partner,
            @PathParam("id") String id,
            @Context HttpHeaders headers,
            String body) {
        var caller = partners.find(partner).filter(Partner::callsBack).orElseThrow(() -> Problems.notFound("partner"));
        if (!secret.valid(caller, headers)) {
            throw Problems.of(ProblemType.UNAUTHENTICATED, "The callback shows no secret of this partner.");
        }
        var told = told(caller, id, body);
        // 204 would be as good an answer to HTTP, but some servers take 200 only for an update that has been accepted.
        return records.take(new Arrival(partner, told.id(), told.news()))
                .replaceWith(() -> Response.ok().build());
    }

    private FhirNotification told(Partner partner, String id, String body) {
        try {
            var told = FhirNotification.read(
                    json.readTree(body == null ? "" : body),
                    partner.settings().fhir().system());
            if (!told.appointment().equals(id)) {
                throw Problems.invalid("id", "must be that of the path");
            }
            return told;
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw Problems.invalid(
                    "resource",
                    "must be an Appointment of FHIR R4 with id, status and meta.versionId, as its server has it");
        }
    }
}
