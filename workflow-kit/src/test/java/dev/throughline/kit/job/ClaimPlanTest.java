package dev.throughline.kit.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.kit.testing.PartsResource;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.WithoutBroker;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a claim reads when very many jobs that may not start stand before those that may. */
@QuarkusTest
@TestProfile(WithoutBroker.class)
class ClaimPlanTest {

    private static final int MANY = 30_000;

    // More often than a session plans anew for each call.
    private static final int CLAIMS = 10;

    private static final String LIMITS =
            "[{\"key\": \"partner/slow\", \"concurrency\": 1}, {\"key\": \"rate/*\", \"perMinute\": 1}]";
    private static final String FLOOD =
            "insert into job (id, tenant, kind, subject, operation_id, state, effect, payload, max_attempts, next_attempt_at, "
                    + "created_at, updated_at, key, priority) select gen_random_uuid(), '%s', '%s', 'flood', gen_random_uuid(), "
                    + "'queued', 'none', '{}', 3, timestamptz '%s' - interval '1 hour', now(), now(), '%s', n %% 5 - 2 "
                    + "from generate_series(1, " + MANY + ") n";

    @Inject
    JobBench bench;

    @Inject
    TimeSource time;

    @BeforeEach
    @AfterEach
    void alone() {
        bench.clear();
        JobBench.asOwner("truncate job_start, job_pause");
    }

    @Test
    void ofAKeyWhoseConcurrencyIsUsedUp() throws SQLException {
        flood("acme", "test.none", "partner/slow");

        assertGetsBehind(1);
    }

    @Test
    void ofAKeyWhoseRateIsUsedUp() throws SQLException {
        flood("acme", "test.none", "rate/high");

        assertGetsBehind(1);
    }

    @Test
    void ofAPausedKey() throws SQLException {
        flood("globex", "test.none", "tenant/globex");
        pause("globex", "key", "tenant/globex");

        assertGetsBehind(0);
    }

    @Test
    void ofAPausedKind() throws SQLException {
        flood("globex", "test.none", "");
        pause("globex", "kind", "test.none");

        assertGetsBehind(0);
    }

    @Test
    void ofAKindThatThisReleaseDoesNotKnow() throws SQLException {
        flood("acme", "of.another.release", "");

        assertGetsBehind(0);
    }

    @Test
    void thatMayAllStart() throws SQLException {
        flood("acme", "test.none", "");

        try (var connection = session()) {
            for (var n = 0; n < CLAIMS; n++) {
                assertEquals(32, claimReading(connection, 5_000).size());
            }
        }
    }

    /** First as many of the flood as may start, then one by one those that are due after it. */
    private void assertGetsBehind(int ofTheFlood) throws SQLException {
        try (var connection = session()) {
            assertEquals(ofTheFlood, claimReading(connection, 5_000).size());
            for (var n = 0; n < CLAIMS; n++) {
                var behind = bench.enqueue(job -> job.withKey("partner/other"));
                assertEquals(List.of(behind), claimReading(connection, 5_000));
            }
        }
    }

    private List<UUID> claimReading(Connection connection, int atMost) throws SQLException {
        var claimed = new ArrayList<UUID>();
        var before = Reads.of(connection);
        try (var claim = connection.prepareStatement("select id from kit_take_jobs('w', array['test.none'], "
                + "cast(? as timestamptz), interval '30 seconds', 32, cast(? as jsonb))")) {
            claim.setString(1, time.instant().toString());
            claim.setString(2, LIMITS);
            try (var found = claim.executeQuery()) {
                while (found.next()) {
                    claimed.add(found.getObject(1, UUID.class));
                }
            }
        }
        var after = Reads.of(connection);
        connection.commit();
        assertEquals(before.scans(), after.scans(), "scans of the whole table");
        var rows = after.rows() - before.rows();
        assertTrue(rows > 0 && rows <= atMost, () -> "read " + rows + " rows");
        return claimed;
    }

    /** What the session has read of the table of jobs and not yet reported; it reports between transactions only. */
    private record Reads(long scans, long rows) {

        static Reads of(Connection connection) throws SQLException {
            try (var statement = connection.createStatement();
                    var found = statement.executeQuery(
                            "select coalesce(seq_scan, 0), coalesce(idx_tup_fetch, 0) from pg_stat_xact_user_tables "
                                    + "where relname = 'job'")) {
                found.next();
                return new Reads(found.getLong(1), found.getLong(2));
            }
        }
    }

    private static Connection session() throws SQLException {
        var connection = PartsResource.connectAsOwner();
        connection.setAutoCommit(false);
        return connection;
    }

    private void flood(String tenant, String kind, String key) {
        JobBench.asOwner(FLOOD.formatted(tenant, kind, time.instant(), key));
        JobBench.asOwner("vacuum analyze job");
    }

    private static void pause(String tenant, String what, String value) {
        JobBench.asOwner("insert into job_pause (id, tenant, %s, reason, paused_by, paused_at) ".formatted(what)
                + "values (gen_random_uuid(), '%s', '%s', 'r', 'a', now())".formatted(tenant, value));
    }
}
