package dev.throughline.kit.identity;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.StringPermission;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.Permission;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Turns the groups of a token into permissions, and refuses tokens that name no tenant or no subject. */
@ApplicationScoped
class Permissions implements SecurityIdentityAugmentor {

    private static final Pattern TENANT = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final int MAX_SUBJECT = 200;

    private final PermissionSettings settings;

    Permissions(PermissionSettings settings) {
        this.settings = settings;
    }

    /** The permissions of all {@code groups} together. */
    Set<String> of(Set<String> groups) {
        return groups.stream()
                .flatMap(group -> settings.byGroup().getOrDefault(group, Set.of()).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        if (identity.isAnonymous() || !(identity.getPrincipal() instanceof JsonWebToken token)) {
            return Uni.createFrom().item(identity);
        }
        if (!namesTenantAndSubject(token)) {
            return Uni.createFrom()
                    .failure(new AuthenticationFailedException("The token names no tenant or no subject."));
        }
        var permissions = of(identity.getRoles());
        var refused = new RefusedPermissions();
        return Uni.createFrom()
                .item(QuarkusSecurityIdentity.builder(identity)
                        .addAttribute(RefusedPermissions.ATTRIBUTE, refused)
                        .addPermissionChecker(
                                wanted -> Uni.createFrom().item(refused.unless(permissions::contains, name(wanted))))
                        .build());
    }

    private static boolean namesTenantAndSubject(JsonWebToken token) {
        var tenant = token.<Object>getClaim("tenant");
        var subject = token.getSubject();
        return tenant instanceof String name
                && TENANT.matcher(name).matches()
                && subject != null
                && !subject.isBlank()
                && subject.length() <= MAX_SUBJECT
                && subject.codePoints().noneMatch(Character::isISOControl);
    }

    private static String name(Permission wanted) {
        return wanted instanceof StringPermission && !wanted.getActions().isEmpty()
                ? wanted.getName() + ":" + wanted.getActions()
                : wanted.getName();
    }
}
