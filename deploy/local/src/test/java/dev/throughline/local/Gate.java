package dev.throughline.local;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/**
 * Holds up a service's transactions at an exact place, from outside: a trigger there waits for an advisory lock, which this
 * holds until it is opened, however long, whatever limits the service has set for locks and statements. Nothing of it is left
 * when it is closed.
 */
final class Gate implements AutoCloseable {

    private static final AtomicInteger KEYS = new AtomicInteger(4_711_000);

    private final Connection connection;
    private final int key = KEYS.incrementAndGet();
    private final String table;
    private boolean open;

    private Gate(Connection connection, String table) {
        this.connection = connection;
        this.table = table;
    }

    /** Holds up who does {@code what}, such as {@code before delete}, to a row of {@code table} that fits. */
    static Gate at(Connection connection, String what, String table, String condition) throws SQLException {
        return new Gate(connection, table).shut("create trigger", what, "", condition);
    }

    /** Holds up the commit of who has updated a row of {@code table} that fits. */
    static Gate atCommit(Connection connection, String table, String condition) throws SQLException {
        return new Gate(connection, table)
                .shut("create constraint trigger", "after update", "deferrable initially deferred", condition);
    }

    private Gate shut(String create, String what, String when, String condition) throws SQLException {
        execute("select pg_advisory_lock(%d)".formatted(key));
        execute("""
                create function gate_%1$d() returns trigger language plpgsql set lock_timeout = 0 as
                $$
                begin
                    loop
                        begin
                            perform pg_advisory_xact_lock_shared(%1$d);
                            return coalesce(new, old);
                        exception when query_canceled then
                        end;
                    end loop;
                end
                $$
                """.formatted(key));
        execute("%s gate_%d %s on %s %s for each row when (%s) execute function gate_%d()"
                .formatted(create, key, what, table, when, condition, key));
        return this;
    }

    /** Whether somebody waits here. */
    boolean isWaitedAt() throws SQLException {
        return !waiting().isEmpty();
    }

    private List<Integer> waiting() throws SQLException {
        var waiting = new ArrayList<Integer>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select pid from pg_locks where locktype = 'advisory' and classid = 0 and objid = %d and not granted"
                                .formatted(key))) {
            while (rows.next()) {
                waiting.add(rows.getInt(1));
            }
        }
        return waiting;
    }

    /** Breaks off what waits here, as the server does when it hears that its client has died; then opens. */
    void breakOff() throws SQLException {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
            for (var pid : waiting()) {
                execute("select pg_terminate_backend(%d)".formatted(pid));
            }
            return !isWaitedAt();
        });
        open();
    }

    /** Lets through what waits here, and all that come. */
    void open() throws SQLException {
        if (!open) {
            execute("select pg_advisory_unlock(%d)".formatted(key));
            open = true;
        }
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        open();
        execute("drop trigger if exists gate_%d on %s".formatted(key, table));
        execute("drop function if exists gate_%d()".formatted(key));
        connection.close();
    }
}
