package dev.throughline.booking.partner;

import dev.throughline.kit.time.TimeSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * The circuit breakers of the partners as all replicas share them, in the database: opened by whichever replica sees the
 * partner fail, tried by one replica at a time, closed for all by the first answer.
 *
 * <p>Guarantees: of all replicas, one wins each probe. What another replica has changed is known here within a second, and
 * what was known survives a restart. While the database is away each replica goes by what it knew last, and by its own
 * breaker.
 */
@ApplicationScoped
class PartnerBreakers {

    private static final Logger LOG = Logger.getLogger(PartnerBreakers.class);
    private static final Duration REFRESH = Duration.ofSeconds(1);
    private static final Duration SUCCESS_NOTED = Duration.ofSeconds(5);

    private static final String READ =
            "select partner, state, reason, opened_at, next_probe_at, last_success_at from partner_breaker";
    private static final String OPEN = """
            insert into partner_breaker as b (partner, state, reason, opened_at, next_probe_at, changed_at)
            values ($1, 'open', $2, $3, $4, $3)
            on conflict (partner) do update
                set state = 'open', reason = excluded.reason, opened_at = coalesce(b.opened_at, excluded.opened_at),
                    next_probe_at = greatest(b.next_probe_at, excluded.next_probe_at), changed_at = excluded.changed_at
            """;
    private static final String PROBE = """
            update partner_breaker set state = 'half_open', next_probe_at = $3, changed_at = $2
            where partner = $1 and state <> 'closed' and next_probe_at <= $2
            """;
    private static final String ANSWERED = """
            insert into partner_breaker as b (partner, state, last_success_at, changed_at) values ($1, 'closed', $2, $2)
            on conflict (partner) do update
                set state = 'closed', reason = null, opened_at = null, next_probe_at = null,
                    last_success_at = greatest(b.last_success_at, excluded.last_success_at), changed_at = excluded.changed_at
            """;

    private final Pool pool;
    private final Vertx vertx;
    private final TimeSource time;
    private final Map<String, Instant> noted = new ConcurrentHashMap<>();
    private volatile Map<String, Seen> seen = Map.of();
    private volatile long timer;

    PartnerBreakers(Pool pool, Vertx vertx, TimeSource time) {
        this.pool = pool;
        this.vertx = vertx;
        this.time = time;
    }

    /**
     * One breaker.
     *
     * @param reason why it is not closed; {@code null} if it is
     * @param nextProbeAt when the partner may be tried again; {@code null} if the breaker is closed
     * @param lastSuccessAt when the partner last answered any replica, to a few seconds; {@code null} if it never has
     */
    record Seen(String state, String reason, Instant openedAt, Instant nextProbeAt, Instant lastSuccessAt) {

        static final Seen NEW = new Seen("closed", null, null, null, null);

        boolean closed() {
            return state.equals(NEW.state);
        }
    }

    void start(@Observes StartupEvent event) {
        refresh();
        timer = vertx.setPeriodic(REFRESH.toMillis(), ignored -> refresh());
    }

    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
    }

    private void refresh() {
        read().subscribe()
                .with(
                        found -> seen = found,
                        failure -> LOG.debugf("Breakers of partners not read: %s", failure.getMessage()));
    }

    /** All breakers that are on record, by partner. */
    Uni<Map<String, Seen>> read() {
        return query(READ, Tuple.tuple()).map(PartnerBreakers::seen);
    }

    /** The breaker of {@code partner} as it was a moment ago. */
    Seen of(String partner) {
        return seen.getOrDefault(partner, Seen.NEW);
    }

    /** Leaves the partner alone until {@code probeAt}, for {@code reason}: a partner that fails, or has failed its probe. */
    Uni<Void> open(String partner, String reason, Instant probeAt) {
        return query(OPEN, Tuple.of(partner, reason, utc(time.instant()), utc(probeAt)))
                .chain(this::look);
    }

    /** Whether this replica may try the partner now: no other one may before {@code nextProbeAt}. */
    Uni<Boolean> probe(String partner, Instant nextProbeAt) {
        return query(PROBE, Tuple.of(partner, utc(time.instant()), utc(nextProbeAt)))
                .map(changed -> changed.rowCount() == 1)
                .call(this::look);
    }

    /** The partner has answered: whoever leaves it alone need not do so any more. */
    Uni<Void> answered(String partner) {
        var now = time.instant();
        var last = noted.get(partner);
        if (of(partner).closed() && last != null && now.isBefore(last.plus(SUCCESS_NOTED))) {
            return Uni.createFrom().voidItem();
        }
        noted.put(partner, now);
        return query(ANSWERED, Tuple.of(partner, utc(now))).chain(this::look);
    }

    private Uni<Void> look() {
        return read().invoke(found -> seen = found).replaceWithVoid();
    }

    private Uni<RowSet<Row>> query(String sql, Tuple parameters) {
        return pool.withConnection(connection -> connection.preparedQuery(sql).execute(parameters));
    }

    private static Map<String, Seen> seen(RowSet<Row> rows) {
        var found = new HashMap<String, Seen>();
        rows.forEach(row -> found.put(
                row.getString("partner"),
                new Seen(
                        row.getString("state"),
                        row.getString("reason"),
                        instant(row.getOffsetDateTime("opened_at")),
                        instant(row.getOffsetDateTime("next_probe_at")),
                        instant(row.getOffsetDateTime("last_success_at")))));
        return Map.copyOf(found);
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static Instant instant(OffsetDateTime at) {
        return at == null ? null : at.toInstant();
    }
}
