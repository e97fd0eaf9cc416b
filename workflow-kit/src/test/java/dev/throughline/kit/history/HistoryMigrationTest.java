package dev.throughline.kit.history;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.parts.DatabaseAccess;
import dev.throughline.parts.TestParts;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A database that was in use before there was history: nothing is lost, and its service is not held up meanwhile. */
class HistoryMigrationTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String BEFORE = "0.9";
    private static final String ENTRY = "insert into audit (id, tenant, at, actor, action, subject, decision) "
            + "select %s, 'acme', now(), 'a', 'act', 's', 'allowed'";

    private DatabaseAccess database;

    @BeforeEach
    void inUse() throws SQLException {
        database = TestParts.database("history");
        migrate(BEFORE);
        try (var connection = owner()) {
            execute(connection, """
                    insert into audit (id, tenant, at, actor, action, subject, decision)
                    select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(n::text), 1, 19))::uuid,
                           'acme', at, 'a', 'act', 'thing/' || n, 'allowed'
                    from (select n, now() - n * interval '1 hour' as at from generate_series(1, 2000) n) t
                    """);
            execute(connection, """
                    insert into job (id, tenant, kind, subject, operation_id, state, effect, payload, attempts, max_attempts, next_attempt_at,
                                     created_at, updated_at, finished_at)
                    select gen_random_uuid(), 'acme', 'k', 'thing/' || n, gen_random_uuid(),
                           (array['succeeded', 'cancelled', 'dead_letter'])[n % 3 + 1], 'none', '{}', 1, 3, at, at, at, at
                    from (select n, now() - n * interval '1 hour' as at from generate_series(1, 300) n) t
                    """);
            execute(connection, """
                    insert into job_attempt (job, number, epoch, tenant, started_at, ended_at, outcome, worker)
                    select id, 1, 1, tenant, created_at, finished_at, 'succeeded', 'w' from job
                    """);
        }
    }

    @AfterEach
    void drop() {
        TestParts.postgres().dropDatabase(database.database());
    }

    private void migrate(String target) {
        Flyway.configure()
                .dataSource("jdbc:" + database.url(), database.ownerUser(), database.ownerPassword())
                .locations("db/kit")
                .placeholders(Map.of("app_role", database.appUser()))
                .target(target)
                .load()
                .migrate();
    }

    private Connection owner() throws SQLException {
        return DriverManager.getConnection("jdbc:" + database.url(), database.ownerUser(), database.ownerPassword());
    }

    private Connection service() throws SQLException {
        var connection =
                DriverManager.getConnection("jdbc:" + database.url(), database.appUser(), database.appPassword());
        execute(connection, "set throughline.tenant = 'acme'");
        return connection;
    }

    @Test
    void theTrailIsAPartitionAsItIsAndTheJobsMoveLater() throws SQLException {
        try (var connection = owner();
                var service = service()) {
            var file = string(connection, "select relfilenode from pg_class where relname = 'audit'");

            migrate("latest");

            assertEquals(file, string(connection, "select relfilenode from pg_class where relname = 'audit_first'"));
            assertEquals("2000", string(service, "select count(*) from audit"));
            execute(service, ENTRY.formatted("kit_first_id(now())"));
            assertEquals("2001", string(connection, "select count(*) from audit_first"));
            assertEquals("0", string(connection, "select count(*) from pg_constraint where conname = 'audit_until'"));
            assertEquals(
                    "0",
                    string(connection, "select count(*) from pg_index where not indisvalid"),
                    "each partition has the indexes of its table");

            assertEquals("300", string(service, "select count(*) from job"));
            while (string(connection, "select kit_open_job_history(now() - interval '90 days', now())")
                    .equals("t")) {}
            assertEquals("196", moved(connection));
            assertEquals("100", string(service, "select count(*) from job where state = 'dead_letter'"));
            assertEquals("196", string(service, "select count(*) from job_history"));
            assertEquals("0", string(connection, "select count(*) from job_history_rest"));
            assertEquals("104", string(service, "select count(*) from job_attempt"));
        }
    }

    /** Those that are over for six hours. */
    private static String moved(Connection connection) throws SQLException {
        return string(connection, "select kit_archive_jobs(now() - interval '6 hours 30 minutes', 500)");
    }

    @Test
    void anEntryWhoseIdIsOfNoTimeIsKeptToo() throws SQLException {
        try (var connection = owner()) {
            execute(connection, ENTRY.formatted("'ffffffff-0000-4000-8000-000000000001'"));

            migrate("latest");

            assertEquals("2001", string(connection, "select count(*) from audit"));
            assertEquals("1", string(connection, "select count(*) from audit_rest"));
        }
    }

    @Test
    void whoReadsTheTrailIsWaitedForAndNobodyWaitsBehindThat() throws SQLException {
        try (var reading = service();
                var writing = service();
                var watching = owner()) {
            reading.setAutoCommit(false);
            assertEquals("2000", string(reading, "select count(*) from audit"));
            execute(writing, "set lock_timeout = '20s'");

            var migration = CompletableFuture.runAsync(() -> migrate("latest"));
            await().atMost(LIMIT).until(() -> isWaitedFor(watching));
            execute(writing, ENTRY.formatted("gen_random_uuid()"));
            assertTrue(!migration.isDone());
            reading.commit();

            migration
                    .orTimeout(LIMIT.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)
                    .join();
            assertEquals("2001", string(writing, "select count(*) from audit"));
        }
    }

    private static boolean isWaitedFor(Connection connection) throws SQLException {
        return string(
                        connection,
                        "select count(*) from pg_locks where relation = 'audit'::regclass and mode = 'AccessExclusiveLock' and not granted")
                .equals("1");
    }

    @Test
    void aServiceOfTheReleaseBeforeGoesOn() throws SQLException {
        try (var service = service()) {
            service.setAutoCommit(true);
            try (var prepared = service.prepareStatement(ENTRY.formatted("cast(? as uuid)"))) {
                for (var n = 0; n < 10; n++) {
                    prepared.setString(1, "019a0000-0000-7000-8000-00000000000" + n);
                    assertEquals(1, prepared.executeUpdate());
                    if (n == 6) {
                        // By then the driver has it prepared on the server.
                        migrate("latest");
                    }
                }
            }
            assertEquals("2010", string(service, "select count(*) from audit"));
            try (var connection = owner()) {
                var due = string(connection, "select kit_prune_jobs(now() - interval '200 hours', 500)");
                assertTrue(Integer.parseInt(due) > 0);
            }
        }
    }

    private static String string(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var found = statement.executeQuery(query)) {
            found.next();
            return found.getString(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
