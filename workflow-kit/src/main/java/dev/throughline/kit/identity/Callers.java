package dev.throughline.kit.identity;

import dev.throughline.kit.trace.Traces;
import io.opentelemetry.api.trace.Span;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.logging.MDC;

/** Finds out who the current request's caller is. */
@ApplicationScoped
public class Callers {

    private final SecurityIdentity identity;
    private final Permissions permissions;

    Callers(SecurityIdentity identity, Permissions permissions) {
        this.identity = identity;
        this.permissions = permissions;
    }

    /**
     * The caller of the current request, whose method must require a permission or an authenticated caller; from here on
     * the request's log lines and spans carry the tenant.
     */
    public Caller current() {
        return of(identity);
    }

    /** Who {@code who} is, for a request that has found out by itself; from here on it carries the tenant. */
    public Caller of(SecurityIdentity who) {
        var token = (JsonWebToken) who.getPrincipal();
        var tenant = token.<String>getClaim("tenant");
        MDC.put("tenant", tenant);
        Span.current().setAttribute(Traces.TENANT, tenant);
        return new Caller(tenant, token.getSubject(), permissions.of(who.getRoles()));
    }
}
