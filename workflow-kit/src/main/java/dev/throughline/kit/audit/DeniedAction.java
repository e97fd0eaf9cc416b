package dev.throughline.kit.audit;

import dev.throughline.kit.identity.RefusedPermissions;
import dev.throughline.kit.time.Ids;
import dev.throughline.kit.trace.Traces;
import dev.throughline.kit.work.Origin;
import io.quarkus.security.spi.runtime.AuthorizationFailureEvent;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** What a known caller asked for without having the permission. */
record DeniedAction(Origin origin, String traceparent, AuditEntry entry) {

    private static final int MAX_PATH = 200;
    private static final Pattern THING =
            Pattern.compile("/([a-z-]+?)s?/([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})(?:/|$)");

    /** Empty for a caller without a token, who belongs to no tenant's trail. */
    static Optional<DeniedAction> of(AuthorizationFailureEvent event) {
        var identity = event.getSecurityIdentity();
        if (identity == null || !(identity.getPrincipal() instanceof JsonWebToken token)) {
            return Optional.empty();
        }
        var origin = new Origin(token.getClaim("tenant"), token.getSubject(), Ids.next());
        var permission = String.join(",", RefusedPermissions.of(identity));
        return Optional.of(new DeniedAction(origin, Traces.current(), entry(event, permission)));
    }

    private static AuditEntry entry(AuthorizationFailureEvent event, String permission) {
        var action = permission.isEmpty() ? "unknown" : permission;
        var why = "The token does not carry the permission.";
        return event.getEventProperties().get(RoutingContext.class.getName()) instanceof RoutingContext http
                ? new AuditEntry(action, subject(path(http)), AuditEntry.Decision.denied, why, request(http))
                : AuditEntry.denied(action, "unknown", why);
    }

    private static Map<String, Object> request(RoutingContext http) {
        return Map.of("method", http.request().method().name(), "path", path(http));
    }

    // As it was sent, percent-encoded: it can neither break a line nor be of any length.
    private static String path(RoutingContext http) {
        var path = String.valueOf(http.request().path());
        return path.length() > MAX_PATH ? path.substring(0, MAX_PATH) : path;
    }

    /** {@code job/<id>} for {@code /jobs/<id>/replay}; the path itself where it names no one thing. */
    static String subject(String path) {
        var thing = THING.matcher(path);
        return thing.find() ? thing.group(1) + "/" + thing.group(2).toLowerCase(java.util.Locale.ROOT) : path;
    }
}
