package dev.throughline.kit.work;

import java.util.Objects;
import java.util.UUID;

/**
 * On whose behalf a unit of work runs.
 *
 * @param tenant whose data the transaction may see and write; row-level security holds it to this
 * @param actor who acts: the subject of the caller's token, or {@code system:} and the name of a background activity
 * @param operationId id of the business action, the same in the request, events, jobs, callbacks, logs and traces
 */
public record Origin(String tenant, String actor, UUID operationId) {

    public Origin {
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(actor, "actor");
        Objects.requireNonNull(operationId, "operationId");
        if (tenant.isBlank()) {
            throw new IllegalArgumentException(
                    "A unit of work needs a tenant: the transaction would see no rows without one.");
        }
    }

    /** The origin of background work, done by the activity named {@code activity}. */
    public static Origin system(String activity, String tenant, UUID operationId) {
        return new Origin(tenant, "system:" + activity, operationId);
    }
}
