package dev.throughline.kit.roles;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The roles of this process, from {@code throughline.roles}: a set of {@code api} and {@code worker}, by default both. */
@ApplicationScoped
public class Roles {

    /** The configuration key. */
    public static final String KEY = "throughline.roles";

    private final Set<Role> roles;

    Roles(@ConfigProperty(name = KEY, defaultValue = "api,worker") Set<Role> roles) {
        this.roles = Set.copyOf(roles);
    }

    public boolean has(Role role) {
        return roles.contains(role);
    }

    @Override
    public String toString() {
        return roles.toString();
    }
}
