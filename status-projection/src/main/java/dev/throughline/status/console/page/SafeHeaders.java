package dev.throughline.status.console.page;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Tells browsers to trust nothing in a console page but the console's own files: no inline script or style (Content Security
 * Policy Level 3), no frame around it, no address of it handed on. Pages are not kept by caches.
 */
@ApplicationScoped
class SafeHeaders {

    private static final int EARLY = 9_000;
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            + "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

    private final String policy;

    // Signing out is a form that ends at the identity provider, if there is one.
    SafeHeaders(
            @ConfigProperty(name = "quarkus.oidc.console.tenant-enabled", defaultValue = "false") boolean withProvider,
            @ConfigProperty(name = "quarkus.oidc.console.auth-server-url") Optional<URI> provider) {
        policy = withProvider && provider.isPresent() ? POLICY + " " + origin(provider.get()) : POLICY;
    }

    private static String origin(URI url) {
        return url.getScheme() + "://" + url.getRawAuthority();
    }

    void register(@Observes Filters filters) {
        filters.register(this::add, EARLY);
    }

    private void add(RoutingContext context) {
        var path = context.normalizedPath();
        if (path.equals("/console") || path.startsWith("/console/")) {
            var headers = context.response().headers();
            headers.set("Content-Security-Policy", policy)
                    .set("X-Frame-Options", "DENY")
                    .set("X-Content-Type-Options", "nosniff")
                    .set("Referrer-Policy", "no-referrer")
                    .set("Cross-Origin-Opener-Policy", "same-origin")
                    .set("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
            if (!path.startsWith("/console/assets/")) {
                headers.set("Cache-Control", "no-store");
            }
        }
        context.next();
    }
}
