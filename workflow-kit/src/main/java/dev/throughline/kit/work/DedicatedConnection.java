package dev.throughline.kit.work;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A connection of the pool that one activity keeps for long, for what lives in a session: an advisory lock, a
 * {@code LISTEN}. It is used regularly: the server ends a session that has been silent for {@link #SILENCE}, so that a
 * process that hangs or is cut off gives up what it holds.
 */
public final class DedicatedConnection {

    /** How long the session may be silent before the server ends it. */
    public static final Duration SILENCE = Duration.ofSeconds(20);

    private static final String ENTER = "set idle_session_timeout = %d; set statement_timeout = %d";
    private static final String LEAVE =
            "select pg_advisory_unlock_all(); unlisten *; reset idle_session_timeout; " + "reset statement_timeout";

    private final SqlConnection connection;
    private final Duration limit;
    private final AtomicBoolean lost = new AtomicBoolean();
    private final AtomicBoolean givenBack = new AtomicBoolean();

    private DedicatedConnection(SqlConnection connection, Duration limit) {
        this.connection = connection;
        this.limit = limit;
        connection.closeHandler(() -> lost.set(true));
        // Without a handler the driver prints the stack trace.
        connection.exceptionHandler(failure -> lost.set(true));
    }

    /** Takes a connection out of {@code pool}; no statement on it may take longer than {@code limit}. */
    public static Uni<DedicatedConnection> take(Pool pool, Duration limit) {
        return pool.getConnection()
                .map(connection -> new DedicatedConnection(connection, limit))
                .call(DedicatedConnection::enter);
    }

    private Uni<?> enter() {
        return timed(connection
                        .query(ENTER.formatted(SILENCE.toMillis(), limit.toMillis()))
                        .execute())
                .onFailure()
                .invoke(failure -> giveBack());
    }

    /** The connection itself; what it is asked directly has no time limit of ours. */
    public SqlConnection connection() {
        return connection;
    }

    /** Whether the session has ended, or is no longer to be trusted because it did not answer in time. */
    public boolean isLost() {
        return lost.get() || givenBack.get();
    }

    /** Executes a prepared statement. When it takes too long the session counts as lost. */
    public Uni<RowSet<Row>> query(String sql, Tuple parameters) {
        return timed(connection.preparedQuery(sql).execute(parameters));
    }

    /**
     * Leaves the session as it was found and gives the connection back. That waits behind whatever is still running there,
     * since the next user must not.
     */
    public void giveBack() {
        if (givenBack.compareAndSet(false, true)) {
            connection
                    .query(LEAVE)
                    .execute()
                    .onTermination()
                    .call(connection::close)
                    .subscribe()
                    .with(done -> {}, failure -> {});
        }
    }

    private <T> Uni<T> timed(Uni<T> answer) {
        return answer.ifNoItem().after(limit).fail().onFailure().invoke(failure -> lost.set(true));
    }
}
