package dev.throughline.status.console.session;

import dev.throughline.kit.identity.Callers;
import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.credential.TokenCredential;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Finds out who uses the console. */
@ApplicationScoped
public class Operators {

    private final CurrentIdentityAssociation identities;
    private final Callers callers;

    Operators(CurrentIdentityAssociation identities, Callers callers) {
        this.identities = identities;
        this.callers = callers;
    }

    /** The operator of the current request; fails with {@link NotSignedIn} if there is none. */
    public Uni<Operator> current() {
        return identities
                .getDeferredIdentity()
                .onFailure(AuthenticationFailedException.class)
                .transform(failure -> new NotSignedIn(true))
                .map(this::operator);
    }

    private Operator operator(SecurityIdentity identity) {
        if (identity.isAnonymous()) {
            throw new NotSignedIn(false);
        }
        // Signed in by OpenID Connect there are two tokens: the services are shown the access token.
        var access = identity.getCredential(AccessTokenCredential.class);
        var token = access == null ? identity.getCredential(TokenCredential.class) : access;
        return new Operator(callers.of(identity), token.getToken(), access != null);
    }
}
