package dev.throughline.notification.delivery;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Every mail that was ever on its way. */
@ApplicationScoped
public class DeliveryLedger implements PanacheRepositoryBase<DeliveryAttempt, UUID> {

    /** The attempts of these notifications, oldest first. */
    public Uni<List<DeliveryAttempt>> of(String tenant, Collection<UUID> notifications) {
        return notifications.isEmpty()
                ? Uni.createFrom().item(List.of())
                : list("tenant = ?1 and notification in ?2 order by id", tenant, notifications);
    }

    /** The attempt of {@code job} whose end is not on record, or {@code null}. */
    Uni<DeliveryAttempt> openOf(UUID job) {
        return find("job = ?1 and endedAt is null order by id", job).firstResult();
    }
}
