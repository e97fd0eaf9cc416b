package dev.throughline.kit.job;

import dev.throughline.kit.time.TimeSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/** The right to replay the next items of a batch, across tenants; each call a transaction of its own. */
@ApplicationScoped
class ReplaySlices {

    /** How many items one claim takes at most: few enough that a person who pauses a batch need not wait. */
    static final int MOST = 100;

    private static final String CLAIM =
            "select batch, numbers from kit_claim_replay($1, $2::timestamptz, $3::text::interval, $4)";
    private static final String RELEASE = "select kit_release_replay($1, $2, $3::timestamptz)";

    private final Pool pool;
    private final ReplayBatches batches;
    private final TimeSource time;

    ReplaySlices(Pool pool, ReplayBatches batches, TimeSource time) {
        this.pool = pool;
        this.batches = batches;
        this.time = time;
    }

    /** Claims what the pace of the batch that is due longest allows; {@code null} if none is, or if another is at work. */
    Uni<ReplaySlice> claim(String runner, Duration lease) {
        return query(CLAIM, Tuple.of(runner, now(), lease.toString(), MOST)).map(this::slice);
    }

    /** Gives a slice back; answers the state of its batch, or {@code null} if the slice was no longer the caller's. */
    Uni<ReplayState> release(ReplaySlice slice) {
        var batch = slice.batch();
        return query(RELEASE, Tuple.of(batch.id(), batch.epoch(), now())).map(ReplaySlices::state);
    }

    private OffsetDateTime now() {
        return time.instant().atOffset(ZoneOffset.UTC);
    }

    // As JobStore asks, and for its reason.
    private Uni<RowSet<Row>> query(String sql, Tuple parameters) {
        return pool.withConnection(connection -> connection.preparedQuery(sql).execute(parameters));
    }

    private ReplaySlice slice(RowSet<Row> found) {
        for (var row : found) {
            return new ReplaySlice(
                    batches.read(row.getString(0), ReplayBatch.class), List.of(row.getArrayOfIntegers(1)));
        }
        return null;
    }

    private static ReplayState state(RowSet<Row> found) {
        for (var row : found) {
            return row.getString(0) == null ? null : ReplayState.valueOf(row.getString(0));
        }
        return null;
    }
}
