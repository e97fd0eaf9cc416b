package dev.throughline.kit.identity;

import io.quarkus.security.identity.SecurityIdentity;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Predicate;

/** The permissions that one request needed and its caller does not have; kept with the caller's identity. */
public final class RefusedPermissions {

    static final String ATTRIBUTE = "throughline.refused-permissions";

    private final Set<String> names = new ConcurrentSkipListSet<>();

    RefusedPermissions() {}

    /** What was refused to {@code identity} so far; empty if it has no token of ours. */
    public static Set<String> of(SecurityIdentity identity) {
        RefusedPermissions refused = identity.getAttribute(ATTRIBUTE);
        return refused == null ? Set.of() : Set.copyOf(refused.names);
    }

    /** Whether {@code name} is permitted; notes it if not. */
    boolean unless(Predicate<String> permitted, String name) {
        if (permitted.test(name)) {
            return true;
        }
        names.add(name);
        return false;
    }
}
