package dev.throughline.kit.job;

import static dev.throughline.kit.job.Script.answers;
import static dev.throughline.kit.job.Script.sends;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.throughline.kit.testing.PartsResource;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.Effects;
import dev.throughline.kit.work.WithoutBroker;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jobs that are over, where they are kept and for how long; nobody can tell from outside where a job is. */
@QuarkusTest
@TestProfile(WithoutBroker.class)
class JobHistoryTest {

    @Inject
    JobPruner pruner;

    @Inject
    JobBench bench;

    @Inject
    ReplayBench sql;

    @Inject
    JobLedger ledger;

    @Inject
    Effects effects;

    @Inject
    TimeSource time;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String database;

    @ConfigProperty(name = "throughline.database.username")
    String role;

    @ConfigProperty(name = "throughline.database.password")
    String password;

    @BeforeEach
    void aloneAtTheTimeOfTheDatabase() {
        time.reset();
        sql.clear();
    }

    private void prune() {
        pruner.prune().await().atMost(Effects.LIMIT);
    }

    /** A job that has succeeded at its first attempt. */
    private UUID done() {
        var job = bench.enqueue(Effect.none, answers(JobResult.succeeded("Done.")));
        assertEquals(1, bench.runDue());
        return job;
    }

    private void allOverSince(String ago) {
        sql.asOwner("update job set finished_at = now() - interval '%s' where state in ('succeeded', 'cancelled')"
                .formatted(ago));
    }

    private static String read(UUID job) {
        return ReplayBench.operator()
                .get("/jobs/" + job)
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    @Test
    void aJobInHistoryReadsAsItDidBefore() {
        var received = JsonNodeFactory.instance.objectNode().put("price", 12.50).put("name", "Ana Dvořák");
        var job = bench.enqueue(
                Effect.findable,
                sends(answers(JobResult.unknown("No answer."))),
                sends(answers(JobResult.succeeded(
                        "Found.", received, work -> Uni.createFrom().voidItem()))));
        bench.runDue();
        bench.passBackoff();
        bench.runDue();
        sql.asOwner(
                "insert into job_resolution select gen_random_uuid(), id, tenant, now(), 'a', 'failed', 'e', 'r' from job");
        bench.advance(Duration.ofHours(2));
        var before = read(job);

        prune();

        assertEquals(List.of(job.toString()), sql.strings("select id from job_history"));
        assertEquals(0, sql.number("select count(*) from job"));
        assertEquals(before, read(job));
        assertTrue(before.contains("Ana Dvořák") && before.contains("No answer."), before);
    }

    @Test
    void whatIsInHistoryCanNeitherBeReplayedNorCalledOff() {
        var job = done();
        allOverSince("2 hours");
        prune();
        assertEquals(1, sql.number("select count(*) from job_history"));

        for (var act : List.of("replay", "cancel")) {
            sql.post("/jobs/%s/%s".formatted(job, act), Map.of("reason", "Once more."))
                    .then()
                    .statusCode(409)
                    .body("currentState", equalTo("succeeded"));
        }
    }

    @Test
    void anotherTenantDoesNotSeeIt() {
        var theirs = bench.enqueue("globex", "test.none", answers(JobResult.succeeded("Done.")));
        bench.runDue();
        allOverSince("2 hours");
        prune();

        ReplayBench.operator().get("/jobs/" + theirs).then().statusCode(404);
        assertEquals(List.of(), listed(Map.of()));
    }

    @Test
    void listsGoOverWorkAndHistoryInOneOrder() {
        var jobs = new ArrayList<String>();
        for (var n = 0; n < 6; n++) {
            jobs.add(done().toString());
        }
        var waiting = bench.enqueue(Effect.findable).toString();
        allOverSince("1 minute");
        sql.asOwner("update job set finished_at = now() - interval '3 hours' where id in ('%s', '%s', '%s')"
                .formatted(jobs.get(0), jobs.get(2), jobs.get(5)));
        prune();
        assertEquals(3, sql.number("select count(*) from job_history"));
        Collections.reverse(jobs);
        var all = new ArrayList<String>(List.of(waiting));
        all.addAll(jobs);

        assertEquals(all, listed(Map.of()));
        assertEquals(jobs, listed(Map.of("state", "succeeded")));
        assertEquals(List.of(), listed(Map.of("state", "cancelled")));
        assertEquals(jobs, listed(Map.of("kind", "test.none")));
        assertEquals(List.of(waiting), listed(Map.of("state", "queued")));
        assertEquals(List.of(jobs.get(0)), listed(Map.of("subject", "thing/" + jobs.get(0))));
        assertEquals(List.of(jobs.get(1)), listed(Map.of("subject", "thing/" + jobs.get(1))));
    }

    /** All pages of two. */
    private static List<String> listed(Map<String, String> filter) {
        var ids = new ArrayList<String>();
        String cursor = null;
        do {
            var request = ReplayBench.operator().queryParams(filter).queryParam("limit", 2);
            var page = (cursor == null ? request : request.queryParam("cursor", cursor))
                    .get("/jobs")
                    .jsonPath();
            ids.addAll(page.getList("items.id"));
            cursor = page.getString("next");
        } while (cursor != null);
        return ids;
    }

    @Test
    void theTraceOfTheFirstJobIsFoundWhereverThatIs() {
        var first = done();
        var subject = JobBench.subject(first);
        sql.asOwner("update job set traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'");
        var before = firstTrace(subject);
        allOverSince("2 hours");

        prune();
        var second = done();
        sql.asOwner("update job set subject = '%s' where id = '%s'".formatted(subject, second));

        assertTrue(before.contains("0af7651916cd43dd8448eb211c80319c"), before);
        assertEquals(before, firstTrace(subject));
        assertNull(firstTrace("thing/that-is-not"));
    }

    private String firstTrace(String subject) {
        return effects.perform(JobBench.TENANT, work -> ledger.firstTrace(work.session(), subject));
    }

    @Test
    void retentionDropsWholePartitionsAndKeepsTheRest() {
        sql.deadLetters(Effect.none, 80);
        // A day apart, from yesterday to eighty days ago.
        sql.asOwner(
                "update job set state = 'succeeded', finished_at = now() - substring(subject from 7)::int * interval '1 day'");
        prune();
        assertEquals(80, sql.number("select count(*) from job_history"));
        assertEquals(0, sql.number("select count(*) from job_history_rest"));
        var young = sql.strings(
                "select name from kit_partitions('job_history') where until > now() - interval '60 days' order by until");
        assertTrue(partitions().size() > young.size());

        time.advance(Duration.ofDays(30));
        prune();

        assertEquals(young, partitions().subList(0, young.size()));
        assertEquals(0, sql.number("select count(*) from job_history where finished_at < now() - interval '67 days'"));
        assertEquals(
                59, sql.number("select count(*) from job_history where finished_at > now() - interval '59.5 days'"));
    }

    private List<String> partitions() {
        return sql.strings("select name from kit_partitions('job_history') order by until");
    }

    @Test
    void whatIsOverForLongerThanThatBeforeThereWasHistoryIsForgottenAtOnce() {
        sql.deadLetters(Effect.none, 3);
        sql.asOwner("update job set state = 'succeeded', finished_at = now() - interval '91 days'");

        prune();

        assertEquals(0, sql.number("select count(*) from job"));
        assertEquals(0, sql.number("select count(*) from job_history"));
    }

    @Test
    void withoutAPartitionAheadNothingIsTurnedAwayAndLaterItFindsItsPlace() {
        var job = done();
        allOverSince("2 hours");
        while (sql.strings("select kit_drop_partition('job_history', 'infinity')")
                .equals(List.of("t"))) {
            assertFalse(partitions().contains("job_history_rest"));
        }
        assertEquals("1", sql.strings("select kit_archive_jobs(now(), 10)").get(0));
        assertEquals(1, sql.number("select count(*) from job_history_rest"));
        var before = read(job);
        done();
        allOverSince("1 hour");

        prune();

        assertEquals(0, sql.number("select count(*) from job_history_rest"));
        assertEquals(2, sql.number("select count(*) from job_history"));
        assertEquals(before, read(job));
    }

    @Test
    void whatIsOldIsForgottenOfTheRestToo() {
        done();
        allOverSince("60 years");
        sql.strings("select kit_archive_jobs(now(), 10)");
        assertEquals(1, sql.number("select count(*) from job_history_rest"));

        prune();

        assertEquals(0, sql.number("select count(*) from job_history"));
    }

    @Test
    void severalProcessesThatPruneAtOnceMoveEachJobOnce() {
        sql.deadLetters(Effect.none, 3 * JobPruner.STEP);
        sql.asOwner("update job set state = 'succeeded', finished_at = now() - interval '2 hours'");

        Uni.join()
                .all(IntStream.range(0, 4).mapToObj(n -> pruner.prune()).toList())
                .andFailFast()
                .await()
                .atMost(Effects.LIMIT);

        assertEquals(0, sql.number("select count(*) from job"));
        assertEquals(0, sql.number("select count(*) from job_attempt"));
        assertEquals(3 * JobPruner.STEP, sql.number("select count(*) from job_history"));
        assertEquals(3 * JobPruner.STEP, sql.number("select count(distinct id) from job_history"));
        assertEquals(
                0, sql.number("select count(*) from job_history where jsonb_array_length(entry -> 'attempts') <> 1"));
    }

    @Test
    void whileJobsAreMovedOthersAreEnqueuedClaimedAndEnded() throws SQLException {
        sql.deadLetters(Effect.none, 20);
        sql.asOwner("update job set state = 'succeeded', finished_at = now() - interval '2 hours'");
        try (var moving = PartsResource.connectAsOwner()) {
            moving.setAutoCommit(false);
            assertEquals("20", first(moving, "select kit_archive_jobs(now() - interval '1 hour', 500)"));

            var job = done();

            assertEquals(JobState.succeeded, bench.see(job).state());
            assertEquals("21", sql.strings("select count(*) from job").get(0), "what is moved is not committed");
            moving.commit();
        }
        assertEquals(1, sql.number("select count(*) from job"));
    }

    @Test
    void aPartitionThatSomebodyReadsIsDroppedLaterAndNobodyWaitsBehindThat() throws SQLException {
        var job = done();
        allOverSince("80 days");
        prune();
        time.advance(Duration.ofDays(18));
        var partitions = partitions();
        try (var reading = connectAsRole()) {
            reading.setAutoCommit(false);
            assertEquals("1", first(reading, "select count(*) from job_history"));

            prune();

            assertEquals(partitions, partitions());
            assertEquals("1", first(reading, "select count(*) from job_history where id = '%s'".formatted(job)));
            reading.commit();
        }
        prune();

        assertEquals(0, sql.number("select count(*) from job_history where id = '%s'".formatted(job)));
    }

    private Connection connectAsRole() throws SQLException {
        var connection = DriverManager.getConnection(database, role, password);
        try (var statement = connection.createStatement()) {
            statement.execute("set throughline.tenant = 'acme'");
        }
        return connection;
    }

    private static String first(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var found = statement.executeQuery(query)) {
            found.next();
            return found.getString(1);
        }
    }

    @Test
    void whateverIsAskedForIsReadFromIndexes() throws SQLException {
        done();
        allOverSince("30 days");
        sql.strings("select kit_open_job_history(now() - interval '90 days', now())");
        while (sql.strings("select kit_open_job_history(now() - interval '90 days', now())")
                .equals(List.of("t"))) {
            assertTrue(partitions().size() < 100);
        }
        sql.asOwner("insert into job_history (id, tenant, kind, subject, state, finished_at, entry) "
                + "select gen_random_uuid(), case when n % 2 = 0 then 'acme' else 'globex' end, 'test.' || n % 7, 'thing/' || n % 2000, "
                + "case when n % 500 = 0 then 'cancelled' else 'succeeded' end, now() - n * interval '1 minute', '{}' "
                + "from generate_series(1, 40000) n");
        sql.asOwner("analyze job_history");
        var filled = sql.strings("select distinct tableoid::regclass from job_history");
        assertTrue(filled.size() > 3 && !filled.contains("job_history_rest"), filled::toString);
        try (var connection = connectAsRole()) {
            for (var columns : List.of(
                    List.<String>of(),
                    List.of("id"),
                    List.of("kind"),
                    List.of("subject"),
                    List.of("state"),
                    List.of("kind", "subject"))) {
                for (var before : List.of("", " and j.id < :before")) {
                    assertIndexed(connection, filled, JobLedger.select(columns, before, 51));
                }
            }
        }
    }

    private static void assertIndexed(Connection connection, List<String> filled, String query) throws SQLException {
        var asked = query.replace(":now", "'2026-01-01T00:00:00Z'")
                .replaceAll(":(id|before)", "'" + UUID.randomUUID() + "'")
                .replace(":kind", "'test.3'")
                .replace(":subject", "'thing/77'")
                .replace(":state", "'cancelled'");
        var plan = new StringBuilder();
        try (var statement = connection.createStatement();
                var lines = statement.executeQuery("explain " + asked)) {
            while (lines.next()) {
                plan.append(lines.getString(1)).append('\n');
            }
        }
        filled.forEach(partition ->
                assertFalse(plan.toString().contains("Seq Scan on " + partition), () -> asked + "\n" + plan));
    }
}
