package dev.throughline.booking.partner;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** The token endpoint of an authorization server (RFC 6749, section 3.2). */
@RegisterRestClient(configKey = "partner-token")
@Path("")
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
@Produces(MediaType.APPLICATION_JSON)
public interface TokenApi {

    /** @param scope {@code null} for what the server gives by default */
    @POST
    Uni<Response> token(
            @HeaderParam("Authorization") String client,
            @FormParam("grant_type") String grantType,
            @FormParam("scope") String scope);
}
