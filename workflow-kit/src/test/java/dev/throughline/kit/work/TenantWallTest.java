package dev.throughline.kit.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.kit.testing.PartsResource;
import dev.throughline.kit.testing.Walls;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What PostgreSQL itself allows the role that a service runs as, whatever the service's code does. */
@QuarkusTest
@TestProfile(WithoutBroker.class)
class TenantWallTest {

    private static final String REFUSED = "42501";
    private static final UUID JOB = UUID.randomUUID();
    private static final UUID BATCH = UUID.randomUUID();

    /** How a row of each table is made for the tenant {@code %1$s}; {@code %2$s} makes it another row. */
    private static final Map<String, String> ROWS = new TreeMap<>(
            Map.of(
                    "inbox", "values ('c', '%2$s', '%1$s', now())",
                    "inbox_aggregate", "values ('c', '%2$s', '%1$s', 1, false, null, now())",
                    "inbox_waiting", "values ('c', '%2$s', 1, '%2$s', '%1$s', '', null, now())",
                    "idempotency", "values ('%1$s', 'p', 'o', '%2$s', '', null, null, null, now())",
                    "job",
                            "(id, tenant, kind, subject, operation_id, state, effect, payload, max_attempts, next_attempt_at, created_at, "
                                    + "updated_at) values ('%2$s', '%1$s', 'k', 's', gen_random_uuid(), 'queued', 'none', '{}', 1, now(), now(), now())",
                    "job_attempt",
                            "(job, number, epoch, tenant, started_at, worker) select '" + JOB
                                    + "', ('x' || left('%2$s', 7))::bit(28)::int, 1, '%1$s', now(), 'w'",
                    "job_resolution",
                            "(id, job, tenant, at, actor, outcome, evidence, reason) select '%2$s', '" + JOB
                                    + "', '%1$s', now(), 'a', 'failed', 'e', 'r'",
                    "job_pause",
                            "(id, tenant, kind, reason, paused_by, paused_at) values ('%2$s', '%1$s', 'k', 'r', 'a', now())",
                    "audit",
                            "(id, tenant, at, actor, action, subject, decision) values ('%2$s', '%1$s', now(), 'a', 'a', 's', 'allowed')",
                    "outbox",
                            "(id, tenant, aggregate, routing_key, envelope, created_at) values ('%2$s', '%1$s', 'a', 'r', '', now())"));

    static {
        ROWS.put(
                "job_replay_batch",
                "(id, tenant, state, filter, per_minute, reason, actor, operation_id, due_at, created_at, updated_at) "
                        + "values ('%2$s', '%1$s', 'running', '{}', 1, 'r', 'a', gen_random_uuid(), now(), now(), now())");
        ROWS.put(
                "job_replay_item",
                "(batch, number, tenant, job, attempts) select '" + BATCH
                        + "', ('x' || left('%2$s', 7))::bit(28)::int, '%1$s', gen_random_uuid(), 1");
    }

    private static final Set<String> WRITE_ONLY = Set.of("outbox");

    // The owner's functions move jobs there; the role only reads it.
    private static final String HISTORY = "job_history";
    private static final String IN_HISTORY =
            "insert into job_history (id, tenant, kind, subject, state, finished_at, entry) "
                    + "values (gen_random_uuid(), '%s', 'k', 's', 'succeeded', now(), '{}')";
    private static final Set<String> INSERT_ONLY = Set.of("inbox", "audit", "outbox", "job_resolution");

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String database;

    @ConfigProperty(name = "throughline.database.username")
    String role;

    @ConfigProperty(name = "throughline.database.password")
    String password;

    @ConfigProperty(name = "throughline.database.owner-username")
    String owner;

    @BeforeEach
    void globexHasARowOfEach() throws SQLException {
        try (var connection = PartsResource.connectAsOwner()) {
            execute(
                    connection,
                    "truncate inbox, inbox_aggregate, inbox_waiting, idempotency, job, job_history, job_attempt, job_resolution, job_pause, job_replay_batch, job_replay_item, "
                            + "audit, outbox");
            execute(connection, "insert into job " + ROWS.get("job").formatted("globex", JOB));
            execute(
                    connection,
                    "insert into job_replay_batch "
                            + ROWS.get("job_replay_batch").formatted("globex", BATCH));
            for (var table : ROWS.keySet()) {
                execute(connection, insert(table, "globex"));
            }
            execute(connection, IN_HISTORY.formatted("globex"));
        }
    }

    @Test
    void everyTableWithATenantHasTheWall() throws SQLException {
        try (var connection = PartsResource.connectAsOwner()) {
            var tables = strings(
                    connection,
                    "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant' "
                            + "where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and c.relname <> 'applied_event'");
            var walled = strings(
                    connection,
                    "select relname from pg_class join pg_policy on polrelid = pg_class.oid where relrowsecurity");

            var partitions = strings(connection, "select relname from pg_class where relispartition and relkind = 'r'");
            assertTrue(walled.containsAll(tables), () -> "walled are only " + walled);
            assertTrue(tables.containsAll(partitions), () -> "partitions are " + partitions);
            tables.removeAll(partitions);
            var known = new TreeSet<>(ROWS.keySet());
            known.add(HISTORY);
            assertEquals(known, new TreeSet<>(tables), "this test knows them all");
        }
    }

    @Test
    void withoutATenantThereIsNothingAndNothingCanBeWritten() throws SQLException {
        try (var connection = connect()) {
            for (var table : ROWS.keySet()) {
                if (!WRITE_ONLY.contains(table)) {
                    assertEquals(0, count(connection, table), table);
                }
                assertRefused(connection, insert(table, "acme"));
            }
        }
    }

    @Test
    void anEmptyTenantIsNone() throws SQLException {
        try (var connection = connectAs("")) {
            assertEquals(0, count(connection, "job"));
            assertRefused(connection, insert("job", ""));
        }
    }

    @Test
    void theRowsOfAnotherTenantAreInvisibleAndCannotBeMade() throws SQLException {
        try (var connection = connectAs("acme")) {
            for (var table : ROWS.keySet()) {
                assertRefused(connection, insert(table, "globex"));
                execute(connection, insert(table, "acme"));
                if (!WRITE_ONLY.contains(table)) {
                    assertEquals(List.of("acme"), strings(connection, "select distinct tenant from " + table), table);
                }
            }
        }
    }

    @Test
    void theRowsOfAnotherTenantCannotBeChangedNorOwnOnesGivenAway() throws SQLException {
        try (var connection = connectAs("acme")) {
            for (var table : ROWS.keySet()) {
                execute(connection, insert(table, "acme"));
                var change = "update %s set tenant = 'globex'".formatted(table);
                assertRefused(connection, change);
                if (!INSERT_ONLY.contains(table)) {
                    assertEquals(0, update(connection, change + " where tenant = 'globex'"), table);
                }
            }
            assertEquals(0, update(connection, "delete from inbox where tenant = 'globex'"));
            assertEquals(0, update(connection, "delete from inbox_waiting where tenant = 'globex'"));
            assertEquals(0, update(connection, "delete from job_attempt where tenant = 'globex'"));
        }
    }

    @Test
    void historyIsReadByItsTenantOnlyAndWrittenByNobody() throws SQLException {
        try (var connection = connectAs("globex")) {
            assertEquals(1, count(connection, HISTORY));
            assertRefused(connection, IN_HISTORY.formatted("globex"));
            assertRefused(connection, "update job_history set entry = '{}'");
            assertRefused(connection, "delete from job_history");
        }
        try (var connection = connectAs("acme")) {
            assertEquals(0, count(connection, HISTORY));
        }
        try (var connection = connect()) {
            assertEquals(0, count(connection, HISTORY));
        }
    }

    @Test
    void aPartitionIsOpenToNobodyAndHasAWallOfItsOwn() throws SQLException {
        try (var bound = connectAs("acme");
                var owning = PartsResource.connectAsOwner()) {
            for (var partition : strings(
                    owning, "select relname from pg_class where relispartition and relkind = 'r' order by relname")) {
                assertRefused(bound, "select * from " + partition);
                execute(owning, "grant select on %s to \"%s\"".formatted(partition, role));
                assertEquals(0, count(bound, partition), partition);
                execute(owning, "revoke select on %s from \"%s\"".formatted(partition, role));
            }
        }
    }

    @Test
    void theTrailCannotBeRewritten() throws SQLException {
        try (var connection = connectAs("globex")) {
            assertRefused(connection, "update audit set reason = 'another'");
            assertRefused(connection, "delete from audit");
            assertRefused(connection, "delete from job");
            assertRefused(connection, "delete from job_replay_batch");
            assertRefused(connection, "delete from job_replay_item");
            assertRefused(connection, "select * from outbox");
            assertRefused(connection, "delete from outbox");
        }
    }

    @Test
    void theRoleOwnsNothingAndCannotMakeAnything() throws SQLException {
        try (var connection = connect()) {
            assertEquals(
                    List.of(),
                    strings(connection, "select relname from pg_class where relowner = current_user::regrole"));
            assertEquals(
                    List.of(),
                    strings(connection, "select proname from pg_proc where proowner = current_user::regrole"));
            assertEquals(
                    List.of("f"),
                    strings(
                            connection,
                            "select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb from pg_roles where rolname = current_user"));
            assertRefused(connection, "set role \"%s\"".formatted(owner));
            assertRefused(connection, "create table mine (id int)");
            assertRefused(connection, "create function mine() returns int language sql as 'select 1'");
            assertRefused(connection, "alter table job disable row level security");
            assertRefused(connection, "truncate job");
        }
    }

    @Test
    void whatRunsAsTheOwnerRunsForTheServiceOnlyAndLooksForItsTablesInOurSchemaOnly() throws SQLException {
        try (var connection = PartsResource.connectAsOwner()) {
            assertEquals(List.of(), Walls.openFunctions(connection));
            execute(
                    connection,
                    "create function open() returns int language sql security definer as 'select 1'; "
                            + "grant execute on function open() to public");

            assertEquals(List.of("open()"), Walls.openFunctions(connection));
            execute(connection, "drop function open()");
        }
    }

    private static String insert(String table, String tenant) {
        return "insert into %s %s".formatted(table, ROWS.get(table).formatted(tenant, UUID.randomUUID()));
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(database, role, password);
    }

    private Connection connectAs(String tenant) throws SQLException {
        var connection = connect();
        execute(connection, "set throughline.tenant = '%s'".formatted(tenant));
        return connection;
    }

    private static void assertRefused(Connection connection, String sql) {
        var failure = assertThrows(SQLException.class, () -> execute(connection, sql), sql);
        assertEquals(REFUSED, failure.getSQLState(), () -> sql + ": " + failure.getMessage());
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int update(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    private static int count(Connection connection, String table) throws SQLException {
        return Integer.parseInt(
                strings(connection, "select count(*) from " + table).get(0));
    }

    private static List<String> strings(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var found = statement.executeQuery(sql)) {
            var strings = new ArrayList<String>();
            while (found.next()) {
                strings.add(found.getString(1));
            }
            return strings;
        }
    }
}
