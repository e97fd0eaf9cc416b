package dev.throughline.status.console.session;

import dev.throughline.kit.time.TimeSource;
import dev.throughline.status.console.ConsoleSettings;
import dev.throughline.status.console.page.Desk;
import dev.throughline.status.console.page.Frame;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.smallrye.jwt.runtime.auth.JsonWebTokenCredential;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.quarkus.vertx.http.runtime.security.HttpSecurityUtils;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Signing in and out. A token is judged when it is given, by the rules for every bearer token. */
@Path("/console")
class SignInResource {

    private static final String REFUSED = "This is no token that is accepted here: it must be signed by the configured "
            + "issuer, name a tenant and a subject, and not have expired.";

    private final Desk desk;
    private final FormTokens forms;
    private final SessionCookie cookie;
    private final Organisation organisation;
    private final IdentityProviderManager providers;
    private final CurrentVertxRequest request;
    private final ConsoleSettings settings;
    private final TimeSource time;

    SignInResource(
            Desk desk,
            FormTokens forms,
            SessionCookie cookie,
            Organisation organisation,
            IdentityProviderManager providers,
            CurrentVertxRequest request,
            ConsoleSettings settings,
            TimeSource time) {
        this.desk = desk;
        this.forms = forms;
        this.cookie = cookie;
        this.organisation = organisation;
        this.providers = providers;
        this.request = request;
        this.settings = settings;
        this.time = time;
    }

    /**
     * The sign-in page.
     *
     * @param next where to go after
     * @param organisation whether the organisation's identity provider can be used
     * @param refused why the last attempt failed; {@code null} for the first
     */
    record Door(String next, boolean tokenForm, boolean organisation, boolean ended, String refused) {}

    @CheckedTemplate(basePath = "console")
    static class Templates {
        static native TemplateInstance signIn(Frame frame, Door door);
    }

    @GET
    @Path("/sign-in")
    @Operation(hidden = true)
    public Uni<Response> ask(
            @QueryParam("next") String next, @QueryParam("ended") @DefaultValue("false") boolean ended) {
        return door(Response.Status.OK, next, ended, null);
    }

    private Uni<Response> door(Response.Status status, String next, boolean ended, String refused) {
        var door = new Door(within(next), settings.tokenForm(), organisation.enabled(), ended, refused);
        return Desk.html(status.getStatusCode(), Templates.signIn(desk.frame("Sign in", Frame.Place.none, null), door));
    }

    // Only to a page of the console: a link to the sign-in page must not lead elsewhere.
    private static String within(String next) {
        return next != null && CookieAuthentication.isConsole(pathOf(next)) ? next : SessionCookie.PATH;
    }

    private static String pathOf(String next) {
        try {
            var uri = URI.create(next);
            return uri.getScheme() == null && uri.getRawAuthority() == null && uri.getPath() != null
                    ? uri.normalize().getPath()
                    : "";
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    @POST
    @Path("/sign-in")
    @Operation(hidden = true)
    public Uni<Response> signIn(
            @FormParam("token") @DefaultValue("") String token,
            @FormParam("next") String next,
            @FormParam("form") String form) {
        if (!settings.tokenForm()) {
            return door(Response.Status.NOT_FOUND, next, false, "Signing in with a token is switched off here.");
        }
        if (!forms.isOurs(null, form)) {
            return door(Response.Status.FORBIDDEN, next, false, "The page was too old. Please send it again.");
        }
        var bare = token.strip().replaceFirst("(?i)^bearer\\s+", "");
        return judge(bare)
                .map(identity -> Response.seeOther(URI.create(within(next)))
                        .cookie(cookie.holding(bare, validity(identity)))
                        .build())
                .onFailure(AuthenticationFailedException.class)
                .recoverWithUni(failure -> door(Response.Status.UNAUTHORIZED, next, false, REFUSED));
    }

    private Uni<SecurityIdentity> judge(String token) {
        var wanted = new TokenAuthenticationRequest(new JsonWebTokenCredential(token));
        return providers.authenticate(HttpSecurityUtils.setRoutingContextAttribute(wanted, request.getCurrent()));
    }

    private Duration validity(SecurityIdentity identity) {
        var expires = ((JsonWebToken) identity.getPrincipal()).getExpirationTime();
        return Duration.between(time.instant(), Instant.ofEpochSecond(expires));
    }

    @GET
    @Path("/sign-in/organisation")
    @Operation(hidden = true)
    public Uni<Response> signInAtOrganisation(@QueryParam("next") String next) {
        return organisation.signIn(within(next));
    }

    @POST
    @Path("/sign-out")
    @Operation(hidden = true)
    public Uni<Response> signOut(@FormParam("form") String form) {
        return desk.act(
                form,
                operator -> Uni.createFrom()
                        .item(Response.seeOther(URI.create(organisation.afterSignOut(operator)))
                                .cookie(cookie.gone())
                                .build()));
    }
}
