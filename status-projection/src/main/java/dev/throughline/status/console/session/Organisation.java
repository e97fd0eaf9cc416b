package dev.throughline.status.console.session;

import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticator;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Signing in at the organisation's identity provider: OpenID Connect, authorization code flow with PKCE (RFC 7636). */
@ApplicationScoped
class Organisation {

    private final boolean enabled;
    private final String signOutPath;
    private final CurrentIdentityAssociation identities;
    private final CurrentVertxRequest request;

    Organisation(
            @ConfigProperty(name = "quarkus.oidc.console.tenant-enabled", defaultValue = "false") boolean enabled,
            @ConfigProperty(name = "quarkus.oidc.console.logout.path", defaultValue = "/console/sign-in")
                    String signOutPath,
            CurrentIdentityAssociation identities,
            CurrentVertxRequest request) {
        this.enabled = enabled;
        this.signOutPath = signOutPath;
        this.identities = identities;
        this.request = request;
    }

    boolean enabled() {
        return enabled;
    }

    /** Sends the browser to the identity provider; back here it goes on to {@code next}. */
    Uni<Response> signIn(String next) {
        if (!enabled) {
            return Uni.createFrom()
                    .item(Response.status(Response.Status.NOT_FOUND).build());
        }
        return identities.getDeferredIdentity().chain(identity -> go(identity, next));
    }

    private Uni<Response> go(SecurityIdentity identity, String next) {
        if (!identity.isAnonymous()) {
            return Uni.createFrom().item(Response.seeOther(URI.create(next)).build());
        }
        RoutingContext context = request.getCurrent();
        return context.<HttpAuthenticator>get(HttpAuthenticator.class.getName())
                .getChallenge(context)
                .map(Organisation::challenge);
    }

    private static Response challenge(ChallengeData challenge) {
        var answer = Response.status(challenge.status);
        challenge.getHeaders().forEach((name, value) -> answer.header(name.toString(), value));
        return answer.build();
    }

    /** Where a browser goes that has been signed out here: to the identity provider too, if the session is one of it. */
    String afterSignOut(Operator operator) {
        return operator.ofOrganisation() ? signOutPath : "/console/sign-in";
    }
}
