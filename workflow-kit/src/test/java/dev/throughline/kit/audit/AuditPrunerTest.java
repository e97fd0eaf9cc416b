package dev.throughline.kit.audit;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.kit.history.Housekeeping;
import dev.throughline.kit.job.JobSettings;
import dev.throughline.kit.roles.Roles;
import dev.throughline.kit.testing.PartsResource;
import dev.throughline.kit.testing.Tokens;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.Effects;
import dev.throughline.kit.work.WithoutBroker;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How the audit trail is kept: by the month, for as long as is said. */
@QuarkusTest
@TestProfile(WithoutBroker.class)
class AuditPrunerTest {

    @Inject
    Housekeeping housekeeping;

    @Inject
    JobSettings jobSettings;

    @Inject
    Roles roles;

    @Inject
    TimeSource time;

    @Inject
    Vertx vertx;

    @Inject
    AuditPruner pruner;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String database;

    @ConfigProperty(name = "throughline.database.username")
    String role;

    @ConfigProperty(name = "throughline.database.password")
    String password;

    @BeforeEach
    void alone() throws SQLException {
        asOwner("truncate audit");
    }

    @AfterEach
    void partitionsOfToday() {
        time.reset();
        prune(pruner);
    }

    private record Kept(Optional<Duration> retention, Duration prune) implements AuditSettings {}

    private AuditPruner keeping(Duration retention) {
        return new AuditPruner(
                housekeeping, new Kept(Optional.of(retention), Duration.ofHours(1)), jobSettings, roles, time, vertx);
    }

    private static void prune(AuditPruner pruner) {
        pruner.prune().await().atMost(Effects.LIMIT);
    }

    /** Writes an entry as it is written {@code later} than now. */
    private void write(String subject, String later) throws SQLException {
        try (var connection = connectAsRole()) {
            execute(connection, insert(subject, later));
        }
    }

    private static String insert(String subject, String later) {
        return ("insert into audit (id, tenant, at, actor, action, subject, decision) select kit_first_id(at), 'acme', at, 'a', 'act', '%s', "
                        + "'allowed' from (select now() + interval '%s' as at) t")
                .formatted(subject, later);
    }

    private static List<String> trail() {
        var subjects = new ArrayList<String>();
        String cursor = null;
        do {
            var request = given().header("Authorization", Tokens.bearer("auditor", "acme", "otto"))
                    .queryParam("limit", 1);
            var page = (cursor == null ? request : request.queryParam("cursor", cursor))
                    .get("/audit")
                    .jsonPath();
            subjects.addAll(page.getList("items.subject"));
            cursor = page.getString("next");
        } while (cursor != null);
        return subjects;
    }

    @Test
    void whatWasKeptLongEnoughGoesByThePartitionAndTheRestStays() throws SQLException {
        write("today", "0");
        write("in-a-year", "1 year");
        write("in-fourteen-months", "14 months");
        var whole = List.of("in-fourteen-months", "in-a-year", "today");
        assertEquals(whole, trail());
        time.advance(Duration.ofDays(460));

        prune(keeping(Duration.ofDays(500)));
        assertEquals(whole, trail());
        prune(keeping(Duration.ofDays(80)));

        assertEquals(List.of("in-fourteen-months"), trail());
    }

    @Test
    void forEverIfNothingIsSaid() throws SQLException {
        write("today", "0");
        time.advance(Duration.ofDays(7300));

        prune(pruner);

        assertEquals(List.of("today"), trail());
    }

    @Test
    void whatCameBeforeItsPartitionFindsItsPlace() throws SQLException {
        write("in-five-years", "5 years");
        assertEquals(List.of("audit_rest"), strings("select distinct tableoid::regclass from audit"));
        time.advance(Duration.ofDays(1826));

        prune(pruner);

        var partitions = strings("select distinct tableoid::regclass from audit");
        assertEquals(1, partitions.size());
        assertTrue(partitions.get(0).matches("audit_\\d{6}01"), partitions::toString);
        assertEquals(List.of("in-five-years"), trail());
    }

    @Test
    void theTrailIsWrittenToWhileAPartitionThatIsReadWaitsToBeDropped() throws SQLException {
        write("today", "0");
        time.advance(Duration.ofDays(460));
        try (var reading = connectAsRole();
                var writing = connectAsRole()) {
            reading.setAutoCommit(false);
            assertEquals(List.of("1"), strings(reading, "select count(*) from audit"));
            execute(writing, "set lock_timeout = '20s'");

            var pruning = keeping(Duration.ofDays(80)).prune().subscribeAsCompletionStage();
            for (var n = 0; n < 20; n++) {
                execute(writing, insert("meanwhile", n + " seconds"));
            }
            Uni.createFrom().completionStage(pruning).await().atMost(Effects.LIMIT);

            assertEquals(List.of("21"), strings(reading, "select count(*) from audit"));
            reading.commit();
        }
        prune(keeping(Duration.ofDays(80)));

        assertEquals(List.of(), trail());
    }

    @Test
    void itIsReadFromIndexes() throws SQLException {
        asOwner("insert into audit (id, tenant, at, actor, action, subject, decision) "
                + "select kit_first_id(now() - n * interval '1 second'), case when n % 2 = 0 then 'acme' else 'globex' end, now(), 'a', 'act', "
                + "'thing/' || n % 1000, 'allowed' from generate_series(1, 20000) n; analyze audit");
        var filled = strings("select distinct tableoid::regclass from audit");
        try (var connection = connectAsRole()) {
            for (var condition : List.of("", " and subject = 'thing/7'", " and id < kit_first_id(now())")) {
                var plan = String.join(
                        "\n",
                        strings(
                                connection,
                                "explain select id from audit where tenant = kit_tenant()%s order by id desc limit 51"
                                        .formatted(condition)));
                filled.forEach(partition -> assertFalse(plan.contains("Seq Scan on " + partition), plan));
            }
        }
    }

    private Connection connectAsRole() throws SQLException {
        var connection = DriverManager.getConnection(database, role, password);
        execute(connection, "set throughline.tenant = 'acme'");
        return connection;
    }

    private static void asOwner(String sql) throws SQLException {
        try (var connection = PartsResource.connectAsOwner()) {
            execute(connection, sql);
        }
    }

    private static List<String> strings(String query) throws SQLException {
        try (var connection = PartsResource.connectAsOwner()) {
            return strings(connection, query);
        }
    }

    private static List<String> strings(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var found = statement.executeQuery(query)) {
            var strings = new ArrayList<String>();
            while (found.next()) {
                strings.add(found.getString(1));
            }
            return strings;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
