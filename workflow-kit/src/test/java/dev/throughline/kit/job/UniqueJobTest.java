package dev.throughline.kit.job;

import static dev.throughline.kit.job.Script.answers;
import static io.restassured.RestAssured.given;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.throughline.kit.testing.PartsResource;
import dev.throughline.kit.testing.Tokens;
import dev.throughline.kit.work.Effects;
import dev.throughline.kit.work.WithoutBroker;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(WithoutBroker.class)
class UniqueJobTest {

    private static final Script.Step DONE = answers(JobResult.succeeded("Done."));

    @Inject
    JobBench bench;

    @Inject
    Effects effects;

    @Inject
    Script script;

    @BeforeEach
    void alone() {
        bench.clear();
    }

    @Test
    void whileOneIsOpenItsLikeIsNotEnqueuedAndTheOpenOneIsAnswered() {
        var first = enqueue("acme", "test.none", "report/1", answers(JobResult.failed("Not yet.")), DONE);

        assertEquals(first, enqueue("acme", "test.none", "report/1"), "queued");
        bench.runDue();
        assertEquals(JobState.failed, bench.see(first).state());
        assertEquals(first, enqueue("acme", "test.none", "report/1"), "failed");
        bench.passBackoff();
        bench.claimAndCrash();
        assertEquals(first, enqueue("acme", "test.none", "report/1"), "running");
        bench.passLease();
        bench.reap();
        bench.passBackoff();
        bench.runDue();

        assertEquals(JobState.succeeded, bench.see(first).state());
        assertNotEquals(first, enqueue("acme", "test.none", "report/1"), "over");
    }

    @Test
    void anotherTenantKindOrKeyIsAnotherJob() {
        var ids = List.of(
                enqueue("acme", "test.none", "report/1"),
                enqueue("acme", "test.none", "report/2"),
                enqueue("acme", "test.findable", "report/1"),
                enqueue("globex", "test.none", "report/1"));

        assertEquals(4, new HashSet<>(ids).size());
    }

    @Test
    void theTransactionGoesOnAndCommitsWhateverElseItDoes() {
        enqueue("acme", "test.none", "report/1");

        effects.perform(
                "acme",
                work -> effects.write(work, "unique", "before")
                        .chain(() ->
                                work.enqueueUnique(JobBench.fresh("test.none").unique("report/1")))
                        .chain(() -> effects.write(work, "unique", "after"))
                        .invoke(() -> work.enqueue(JobBench.fresh("test.none").unique("report/1"))));

        assertEquals(List.of("before", "after"), effects.of("unique"));
        assertEquals(1, bench.claimAndCrash());
    }

    @Test
    void twiceInOneTransactionIsOnce() {
        var ids = effects.perform("acme", work -> {
            work.enqueue(JobBench.fresh("test.none").unique("report/1"));
            work.enqueue(JobBench.fresh("test.none").unique("report/1"));
            return work.enqueueUnique(JobBench.fresh("test.none").unique("report/2"))
                    .chain(first -> work.enqueueUnique(
                                    JobBench.fresh("test.none").unique("report/2"))
                            .map(second -> List.of(first, second)));
        });

        assertEquals(ids.get(0), ids.get(1));
        assertEquals(2, bench.claimAndCrash());
    }

    @Test
    void ofManyThatAskAtOnceAllAreAnsweredTheOneThatIsThere() throws Exception {
        var asked = IntStream.range(0, 8)
                .mapToObj(n -> CompletableFuture.supplyAsync(() -> enqueue("acme", "test.none", "report/1")))
                .toList();

        var answered = new HashSet<UUID>();
        for (var each : asked) {
            answered.add(each.get(60, SECONDS));
        }

        assertEquals(1, answered.size());
        assertEquals(JobState.queued, bench.see(answered.iterator().next()).state());
        assertEquals(1, bench.claimAndCrash());
    }

    @Test
    void whoAsksWhileAnotherTransactionEnqueuesItsLikeWaitsAndTakesTheJobIfThatIsRolledBack() throws Exception {
        try (var other = PartsResource.connectAsOwner();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute(
                    "insert into job (id, tenant, kind, subject, operation_id, state, effect, payload, max_attempts, next_attempt_at, "
                            + "created_at, updated_at, unique_key) values (gen_random_uuid(), 'acme', 'test.none', 's', gen_random_uuid(), "
                            + "'queued', 'none', '{}', 3, now(), now(), now(), 'report/1')");
            var asked = CompletableFuture.supplyAsync(() -> enqueue("acme", "test.none", "report/1"));
            await().atMost(Effects.LIMIT).until(UniqueJobTest::somebodyWaitsForALock);
            assertFalse(asked.isDone());
            other.rollback();

            assertEquals(JobState.queued, bench.see(asked.get(60, SECONDS)).state());
        }
    }

    @Test
    void aDeadLetterIsNotReplayedBesideAnOpenJobOfItsKey() {
        var dead = enqueue("acme", "test.none", "report/1", answers(JobResult.rejected("No.", null)), DONE);
        bench.runDue();
        var next = enqueue("acme", "test.none", "report/1", DONE);

        replay(dead).then().statusCode(409).body("detail", containsString("report/1"));
        bench.runDue();
        assertEquals(JobState.succeeded, bench.see(next).state());

        replay(dead).then().statusCode(202);
        assertEquals(1, bench.runDue());
    }

    private static io.restassured.response.Response replay(UUID job) {
        return given().header("Authorization", Tokens.bearer("operator", "acme", "olga"))
                .header("Idempotency-Key", UUID.randomUUID())
                .contentType("application/json")
                .body(Map.of("reason", "Again."))
                .post("/jobs/" + job + "/replay");
    }

    @Test
    void aJobWithoutAUniqueKeyIsNotUnique() {
        var job = JobBench.fresh("test.none");

        assertNull(job.uniqueKey());
        assertThrows(IllegalArgumentException.class, () -> effects.perform("acme", work -> work.enqueueUnique(job)));
    }

    private UUID enqueue(String tenant, String kind, String unique, Script.Step... attempts) {
        var job = JobBench.fresh(kind).unique(unique);
        script.of(job.id(), attempts);
        return effects.perform(tenant, work -> work.enqueueUnique(job));
    }

    private static boolean somebodyWaitsForALock() throws SQLException {
        try (var connection = PartsResource.connectAsOwner();
                var statement = connection.createStatement();
                var found = statement.executeQuery("select exists (select 1 from pg_stat_activity "
                        + "where datname = current_database() and wait_event_type = 'Lock')")) {
            return found.next() && found.getBoolean(1);
        }
    }
}
