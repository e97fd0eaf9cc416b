package dev.throughline.kit.inbox;

import dev.throughline.kit.event.CloudEvents;
import dev.throughline.kit.event.Event;
import dev.throughline.kit.time.TimeSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/** The inbox in the database. What takes a session joins that session's transaction; the rest works across tenants. */
@ApplicationScoped
class InboxStore {

    private static final String ENTER =
            "select kit_inbox_enter(?1, ?2, ?3, ?4, ?5, ?6, nullif(?7, ''), cast(cast(?8 as text) as timestamptz), ?9)";

    private static final String CLAIM = """
            insert into inbox (consumer, message_id, tenant, received_at)
            values (?1, ?2, ?3, cast(cast(?4 as text) as timestamptz)) on conflict do nothing
            """;

    private static final String NEXT = """
            select array[w.envelope, coalesce(w.traceparent, '')]
            from inbox_waiting w
            left join inbox_aggregate a on a.consumer = w.consumer and a.aggregate = w.aggregate
            where w.consumer = ?1 and w.aggregate = ?2 and (a.last_sequence is null or w.sequence <= a.last_sequence + 1)
            order by w.sequence limit 1
            """;

    private static final String BEGIN_AT = """
            insert into inbox_aggregate (consumer, aggregate, tenant, last_sequence, updated_at)
            values (?1, ?2, ?3, ?4, cast(cast(?5 as text) as timestamptz)) on conflict do nothing
            """;

    private static final String FORGET_WAITING =
            "delete from inbox_waiting where consumer = ?1 and aggregate = ?2 and sequence = ?3";

    private static final String PARK = """
            insert into inbox_aggregate (consumer, aggregate, tenant, last_sequence, parked, reason, updated_at)
            values (?1, ?2, ?3, ?4, true, ?5, cast(cast(?6 as text) as timestamptz))
            on conflict (consumer, aggregate) do update
                set parked = true, reason = excluded.reason, updated_at = excluded.updated_at
            """;

    private static final String READY = "select * from kit_inbox_ready($1::text[], $2::timestamptz, $3)";
    private static final String COUNTS = "select * from kit_inbox_counts($1::text[])";
    private static final String PRUNE = "select kit_inbox_prune($1::timestamptz, $2)";

    private final Pool pool;
    private final CloudEvents cloudEvents;
    private final TimeSource time;

    /** An aggregate with a waiting event that need wait no longer. */
    record Ready(String consumer, String aggregate, String tenant) {}

    /** What waits, since when, and what is parked. */
    record Counts(String consumer, long waiting, Instant oldest, long parked) {}

    InboxStore(Pool pool, CloudEvents cloudEvents, TimeSource time) {
        this.pool = pool;
        this.cloudEvents = cloudEvents;
        this.time = time;
    }

    /** Decides about an event whose aggregate's events are applied in order, and claims it where it is the next. */
    Uni<Verdict> enter(Mutiny.Session session, String consumer, Received received, boolean baseline) {
        var event = received.event();
        return session.createNativeQuery(ENTER, String.class)
                .setParameter(1, consumer)
                .setParameter(2, event.aggregate())
                .setParameter(3, event.tenant())
                .setParameter(4, event.sequence())
                .setParameter(5, event.id())
                .setParameter(6, received.envelope())
                .setParameter(7, received.traceparent() == null ? "" : received.traceparent())
                .setParameter(8, now())
                .setParameter(9, baseline)
                .getSingleResult()
                .map(Verdict::valueOf);
    }

    /** Claims an event whatever its order. */
    Uni<Verdict> claim(Mutiny.Session session, String consumer, Event event) {
        return session.createNativeQuery(CLAIM)
                .setParameter(1, consumer)
                .setParameter(2, event.id())
                .setParameter(3, event.tenant())
                .setParameter(4, now())
                .executeUpdate()
                .map(claimed -> claimed == 1 ? Verdict.apply : Verdict.stale);
    }

    /** The waiting event that is next; {@code null} if none is. For an aggregate never seen it is the earliest. */
    Uni<Received> next(Mutiny.Session session, String consumer, String aggregate) {
        return session.createNativeQuery(NEXT, String[].class)
                .setParameter(1, consumer)
                .setParameter(2, aggregate)
                .getSingleResultOrNull()
                .map(this::received);
    }

    /** Takes {@code event} for the first of its aggregate, if none has been applied yet. */
    Uni<Void> beginAt(Mutiny.Session session, String consumer, Event event) {
        return session.createNativeQuery(BEGIN_AT)
                .setParameter(1, consumer)
                .setParameter(2, event.aggregate())
                .setParameter(3, event.tenant())
                .setParameter(4, event.sequence() - 1)
                .setParameter(5, now())
                .executeUpdate()
                .replaceWithVoid();
    }

    Uni<Void> forgetWaiting(Mutiny.Session session, String consumer, Event event) {
        return session.createNativeQuery(FORGET_WAITING)
                .setParameter(1, consumer)
                .setParameter(2, event.aggregate())
                .setParameter(3, event.sequence())
                .executeUpdate()
                .replaceWithVoid();
    }

    /** Marks the event's aggregate as parked: what comes after the event will wait. */
    Uni<Void> park(Mutiny.Session session, String consumer, Event event, String reason) {
        return session.createNativeQuery(PARK)
                .setParameter(1, consumer)
                .setParameter(2, event.aggregate())
                .setParameter(3, event.tenant())
                .setParameter(4, event.sequence() - 1)
                .setParameter(5, reason)
                .setParameter(6, now())
                .executeUpdate()
                .replaceWithVoid();
    }

    Uni<List<Ready>> ready(Collection<String> consumers, Instant gapBefore, int limit) {
        return query(READY, Tuple.of(consumers.toArray(String[]::new), gapBefore.atOffset(ZoneOffset.UTC), limit))
                .map(InboxStore::readies);
    }

    Uni<List<Counts>> counts(Collection<String> consumers) {
        return query(COUNTS, Tuple.of(consumers.toArray(String[]::new))).map(InboxStore::counted);
    }

    /** Forgets up to {@code limit} claims from before {@code before}; answers how many. */
    Uni<Integer> prune(Instant before, int limit) {
        return query(PRUNE, Tuple.of(before.atOffset(ZoneOffset.UTC), limit))
                .map(rows -> rows.iterator().next().getInteger(0));
    }

    // Not the pool's own shortcut: after a failed connection attempt that one reports an uncaught exception later.
    private Uni<RowSet<Row>> query(String sql, Tuple parameters) {
        return pool.withConnection(connection -> connection.preparedQuery(sql).execute(parameters));
    }

    private Received received(String[] row) {
        if (row == null) {
            return null;
        }
        var body = row[0].getBytes(StandardCharsets.UTF_8);
        return new Received(cloudEvents.read(body), body, row[1].isEmpty() ? null : row[1]);
    }

    private static List<Ready> readies(RowSet<Row> found) {
        var ready = new ArrayList<Ready>(found.size());
        found.forEach(row ->
                ready.add(new Ready(row.getString("consumer"), row.getString("aggregate"), row.getString("tenant"))));
        return ready;
    }

    private static List<Counts> counted(RowSet<Row> found) {
        var counts = new ArrayList<Counts>(found.size());
        found.forEach(row -> counts.add(new Counts(
                row.getString("consumer"),
                row.getLong("waiting"),
                row.getValue("oldest") instanceof OffsetDateTime oldest ? oldest.toInstant() : null,
                row.getLong("parked"))));
        return counts;
    }

    private String now() {
        return time.instant().toString();
    }
}
