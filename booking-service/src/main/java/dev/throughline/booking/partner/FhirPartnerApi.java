package dev.throughline.booking.partner;

import io.quarkus.rest.client.reactive.Url;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.rest.client.annotation.ClientHeaderParam;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** Appointments, Slots and Subscriptions over the RESTful API of FHIR R4 (hl7.org/fhir/R4/http.html). */
@RegisterRestClient(configKey = "fhir-partner")
@Path("")
@Consumes(FhirPartnerApi.FHIR_JSON)
@Produces(FhirPartnerApi.FHIR_JSON)
public interface FhirPartnerApi {

    String FHIR_JSON = "application/fhir+json";

    /** @param ifNoneExist the search that must find nothing, else what it found is the answer */
    @POST
    @Path("/Appointment")
    @ClientHeaderParam(name = "Prefer", value = "return=representation")
    Uni<Response> create(@HeaderParam("If-None-Exist") String ifNoneExist, String appointment);

    /** A server may repeat the result of an earlier search, and leave out a parameter it does not know; not for us. */
    @GET
    @Path("/Appointment")
    @ClientHeaderParam(name = "Cache-Control", value = "no-cache")
    @ClientHeaderParam(name = "Prefer", value = "handling=strict")
    Uni<Response> search(@QueryParam("identifier") String identifier, @QueryParam("_count") int count);

    /** Subscriptions that lead to {@code url}. */
    @GET
    @Path("/Subscription")
    @ClientHeaderParam(name = "Cache-Control", value = "no-cache")
    @ClientHeaderParam(name = "Prefer", value = "handling=strict")
    Uni<Response> subscriptions(@QueryParam("url") String url, @QueryParam("_count") int count);

    /** @param ifNoneExist the search that must find nothing, else what it found is the answer */
    @POST
    @Path("/Subscription")
    @ClientHeaderParam(name = "Prefer", value = "return=representation")
    Uni<Response> subscribe(@HeaderParam("If-None-Exist") String ifNoneExist, String subscription);

    /** @param ifMatch the version that is replaced, and no later one */
    @PUT
    @Path("/Subscription/{id}")
    @ClientHeaderParam(name = "Prefer", value = "return=representation")
    Uni<Response> resubscribe(@PathParam("id") String id, @HeaderParam("If-Match") String ifMatch, String subscription);

    /** Slots; what is {@code null} is not asked for. */
    @GET
    @Path("/Slot")
    @ClientHeaderParam(name = "Cache-Control", value = "no-cache")
    @ClientHeaderParam(name = "Prefer", value = "handling=strict")
    Uni<Response> slots(
            @QueryParam("schedule") String schedule,
            @QueryParam("schedule.actor") String actor,
            @QueryParam("service-type") String serviceType,
            @QueryParam("start") List<String> start,
            @QueryParam("status") String status,
            @QueryParam("_count") int count);

    /** A further page of a search, by the server's own link. */
    @GET
    Uni<Response> page(@Url String link);

    @GET
    @Path("/Appointment/{id}")
    @ClientHeaderParam(name = "Cache-Control", value = "no-cache")
    Uni<Response> read(@PathParam("id") String id);

    /** @param ifMatch the version that is replaced, and no later one */
    @PUT
    @Path("/Appointment/{id}")
    @ClientHeaderParam(name = "Prefer", value = "return=representation")
    Uni<Response> update(@PathParam("id") String id, @HeaderParam("If-Match") String ifMatch, String appointment);
}
