package dev.throughline.booking.partner;

import dev.throughline.kit.time.TimeSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Which bookings are due for a comparison, across tenants, and whose turn it is to see to it. */
@ApplicationScoped
class DriftLedger {

    private static final String CLAIM = "update drift_step set next_at = $2 where next_at <= $1";
    private static final String DUE = "select tenant, booking, partner, passed from drift_due($1, $2, $3, $4, $5, $6)";

    private final Pool pool;
    private final DriftSettings settings;
    private final TimeSource time;

    DriftLedger(Pool pool, DriftSettings settings, TimeSource time) {
        this.pool = pool;
        this.settings = settings;
        this.time = time;
    }

    /**
     * A booking that is due.
     *
     * @param passed whether its start is over, and there is nothing to compare any more
     */
    record Due(String tenant, UUID booking, String partner, boolean passed) {}

    /** Whether the next step is due and the caller's; of all processes, one gets each. The one after is due in {@code pause}. */
    Uni<Boolean> claimStep(Duration pause) {
        var now = time.instant();
        return query(CLAIM, Tuple.of(utc(now), utc(now.plus(pause)))).map(claimed -> claimed.rowCount() == 1);
    }

    /** At most {@code limit} that are due, of those partners for which fewer than {@code waiting} comparisons wait. */
    Uni<List<Due>> due(List<String> partners, int waiting, int limit) {
        var now = time.instant();
        var parameters = Tuple.tuple()
                .addArrayOfString(partners.toArray(String[]::new))
                .addOffsetDateTime(utc(now))
                .addOffsetDateTime(utc(now.minus(settings.every())))
                .addOffsetDateTime(utc(now.minus(settings.grace())))
                .addInteger(waiting)
                .addInteger(limit);
        return query(DUE, parameters).map(DriftLedger::due);
    }

    private static List<Due> due(RowSet<Row> rows) {
        var due = new ArrayList<Due>(rows.size());
        rows.forEach(row -> due.add(new Due(
                row.getString("tenant"), row.getUUID("booking"), row.getString("partner"), row.getBoolean("passed"))));
        return due;
    }

    private Uni<RowSet<Row>> query(String sql, Tuple parameters) {
        return pool.withConnection(connection -> connection.preparedQuery(sql).execute(parameters));
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
