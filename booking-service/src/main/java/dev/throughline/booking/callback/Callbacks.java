package dev.throughline.booking.callback;

import dev.throughline.kit.time.TimeSource;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/** All callbacks that were ever accepted. */
@ApplicationScoped
class Callbacks implements PanacheRepositoryBase<Callback, UUID> {

    private static final String RECORD = """
            insert into partner_callback (id, tenant, partner, webhook_id, booking, reference, reservation_id, state, version,
                                          reason, received_at, start_at)
            values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, nullif(?10, ''), cast(cast(?11 as text) as timestamptz),
                    cast(nullif(?12, '') as timestamptz))
            on conflict on constraint partner_callback_once do nothing
            """;
    private static final String REPEAT = """
            update partner_callback set deliveries = deliveries + 1, last_received_at = cast(cast(?3 as text) as timestamptz)
            where partner = ?1 and webhook_id = ?2
            """;

    private static final String OWNER = "select tenant, booking, operation_id from booking_of_reference($1, $2)";

    private final Pool pool;
    private final TimeSource time;

    Callbacks(Pool pool, TimeSource time) {
        this.pool = pool;
        this.time = time;
    }

    /** Whose booking a callback is about. */
    record Owner(String tenant, UUID booking, UUID operationId) {}

    /** Whose booking a callback is about; {@code null} if it is about none of its partner's. */
    Uni<Owner> ownerOf(Arrival arrival) {
        var parameters = Tuple.of(arrival.news().reference(), arrival.partner());
        return pool.withConnection(connection -> connection.preparedQuery(OWNER).execute(parameters))
                .map(rows -> rows.size() == 0 ? null : owner(rows.iterator().next()));
    }

    private static Owner owner(Row row) {
        return new Owner(row.getString(0), row.getUUID(1), row.getUUID(2));
    }

    /** Records a callback under {@code id}, or that it came once more; answers whether it is new. */
    Uni<Boolean> record(Mutiny.Session session, UUID id, Owner owner, Arrival arrival) {
        return insert(session, id, owner, arrival)
                .call(isNew -> isNew ? Uni.createFrom().voidItem() : repeat(session, arrival));
    }

    private Uni<Boolean> insert(Mutiny.Session session, UUID id, Owner owner, Arrival arrival) {
        var news = arrival.news();
        return session.createNativeQuery(RECORD)
                .setParameter(1, id)
                .setParameter(2, owner.tenant())
                .setParameter(3, arrival.partner())
                .setParameter(4, arrival.webhookId())
                .setParameter(5, owner.booking())
                .setParameter(6, news.reference())
                .setParameter(7, news.id())
                .setParameter(8, news.state().name())
                .setParameter(9, news.version())
                .setParameter(10, news.reason() == null ? "" : news.reason())
                .setParameter(11, time.instant().toString())
                .setParameter(12, news.start() == null ? "" : news.start().toString())
                .executeUpdate()
                .map(rows -> rows == 1);
    }

    private Uni<Integer> repeat(Mutiny.Session session, Arrival arrival) {
        return session.createNativeQuery(REPEAT)
                .setParameter(1, arrival.partner())
                .setParameter(2, arrival.webhookId())
                .setParameter(3, time.instant().toString())
                .executeUpdate();
    }
}
