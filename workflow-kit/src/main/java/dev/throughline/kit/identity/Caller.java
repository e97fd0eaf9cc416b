package dev.throughline.kit.identity;

import dev.throughline.kit.time.Ids;
import dev.throughline.kit.work.Origin;
import java.util.Set;
import java.util.UUID;

/**
 * Who calls.
 *
 * @param tenant whose data the caller may see
 * @param subject the token's {@code sub}
 * @param permissions what the caller may do
 */
public record Caller(String tenant, String subject, Set<String> permissions) {

    /** The permission to see all bookings of the tenant, not only one's own. */
    public static final String SEE_ALL = "booking:read-all";

    /** Whether the caller sees only what is their own, as customers do. */
    public boolean ownOnly() {
        return !permissions.contains(SEE_ALL);
    }

    /** The origin of a new business action of this caller. */
    public Origin newAction() {
        return new Origin(tenant, subject, Ids.next());
    }

    /** The origin of a further step in the business action {@code operationId}. */
    public Origin within(UUID operationId) {
        return new Origin(tenant, subject, operationId);
    }
}
