package dev.throughline.kit.outbox;

import dev.throughline.kit.work.DedicatedConnection;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/**
 * The relay's right to relay: a database session that holds the relay's advisory lock. Everything the relay asks of the
 * database goes through this session, so that a relay that has lost its lock cannot read another batch.
 */
final class RelaySession {

    // Any number will do as long as nothing else in the database uses it: "outbox" on a telephone's keys.
    private static final long LOCK = 688269L;

    private static final String TRY_LOCK = "select pg_try_advisory_lock($1)";
    private static final String BATCH = "select * from kit_outbox_batch($1) order by seq";
    private static final String DONE = "select kit_outbox_done($1::bigint[])";

    private final DedicatedConnection connection;

    private RelaySession(DedicatedConnection connection) {
        this.connection = connection;
    }

    /** The session that holds the lock; {@code null} if another relay has it. */
    static Uni<RelaySession> tryOn(DedicatedConnection connection) {
        return connection
                .query(TRY_LOCK, Tuple.of(LOCK))
                .map(rows -> rows.iterator().next().getBoolean(0) ? new RelaySession(connection) : null)
                .invoke(session -> giveBackUnless(session != null, connection))
                .onFailure()
                .invoke(failure -> connection.giveBack());
    }

    boolean isLost() {
        return connection.isLost();
    }

    /** Gives the lock up and the connection back. */
    void end() {
        connection.giveBack();
    }

    Uni<List<OutboxRow>> batch(int limit) {
        return connection.query(BATCH, Tuple.of(limit)).map(RelaySession::rows);
    }

    Uni<Void> done(List<Long> seqs) {
        return seqs.isEmpty()
                ? Uni.createFrom().voidItem()
                : connection.query(DONE, Tuple.of(seqs.toArray(Long[]::new))).replaceWithVoid();
    }

    private static List<OutboxRow> rows(RowSet<Row> found) {
        var rows = new ArrayList<OutboxRow>(found.size());
        found.forEach(row -> rows.add(OutboxRow.of(row)));
        return rows;
    }

    private static void giveBackUnless(boolean held, DedicatedConnection connection) {
        if (!held) {
            connection.giveBack();
        }
    }
}
