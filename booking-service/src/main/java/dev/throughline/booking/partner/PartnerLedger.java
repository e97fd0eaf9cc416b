package dev.throughline.booking.partner;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Everything that was ever asked of partners. */
@ApplicationScoped
public class PartnerLedger implements PanacheRepositoryBase<PartnerAttempt, UUID> {

    /** The requests of one booking, oldest first. */
    public Uni<List<PartnerAttempt>> ofBooking(String tenant, UUID booking, UUID after, int limit) {
        var query = after == null
                ? find("tenant = ?1 and booking = ?2 order by id", tenant, booking)
                : find("tenant = ?1 and booking = ?2 and id > ?3 order by id", tenant, booking, after);
        return query.range(0, limit - 1).list();
    }

    /** The requests of {@code job} whose end is not on record: their worker died, or is at it. */
    Uni<List<PartnerAttempt>> openOf(UUID job) {
        return list("job = ?1 and endedAt is null order by id", job);
    }
}
