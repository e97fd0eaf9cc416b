package dev.throughline.kit.job;

import static dev.throughline.kit.job.Script.answers;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.throughline.kit.testing.PartsResource;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.Effects;
import dev.throughline.kit.work.WithoutBroker;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(WithoutBroker.class)
class JobPrunerTest {

    @Inject
    JobPruner pruner;

    @Inject
    ReplayBench bench;

    @Inject
    JobBench jobs;

    @Inject
    TimeSource time;

    @BeforeEach
    void aloneAtTheTimeOfTheDatabase() {
        time.reset();
        bench.clear();
    }

    @Test
    void whatIsOverMovesIntoHistoryAndIsForgottenAfterNinetyDaysWithItsLedgerAndNothingElse() {
        bench.deadLetters(Effect.none, 12);
        bench.asOwner(
                "insert into job_resolution select gen_random_uuid(), id, tenant, now(), 'a', 'failed', 'e', 'r' from job");
        inState("succeeded", 1, "finished_at = now() - interval '91 days'");
        inState("cancelled", 2, "finished_at = now() - interval '91 days'");
        inState("succeeded", 3, "finished_at = now() - interval '89 days'");
        inState("dead_letter", 4, "finished_at = now() - interval '3 years'");
        inState("queued", 5, "created_at = now() - interval '3 years', finished_at = null");
        inState("failed", 6, "created_at = now() - interval '3 years', finished_at = null");
        inState(
                "running",
                7,
                "created_at = now() - interval '3 years', finished_at = null, lease_until = now(), worker = 'w'");
        inState("cancelled", 8, "finished_at = now() - interval '61 minutes'");
        inState("succeeded", 9, "finished_at = now() - interval '59 minutes'");

        prune();

        assertEquals(List.of("4", "5", "6", "7", "9", "10", "11", "12"), numbers("job"));
        assertEquals(8, bench.number("select count(*) from job_attempt"));
        assertEquals(8, bench.number("select count(*) from job_resolution"));
        assertEquals(List.of("3", "8"), numbers("job_history"));
        assertEquals(0, bench.number("select count(*) from job_history_rest"));
    }

    private List<String> numbers(String table) {
        return bench.strings(
                "select substring(subject from 7) from %s order by substring(subject from 7)::int".formatted(table));
    }

    private void inState(String state, int number, String more) {
        bench.asOwner("update job set state = '%s', %s where subject = 'thing/%d'".formatted(state, more, number));
    }

    private void prune() {
        pruner.prune().await().atMost(Effects.LIMIT);
    }

    @Test
    void moreThanOneStepIsTaken() {
        bench.deadLetters(Effect.none, 2 * JobPruner.STEP + 1);
        allOver();

        prune();

        assertEquals(0, bench.number("select count(*) from job"));
        assertEquals(0, bench.number("select count(*) from job_attempt"));
        assertEquals(2 * JobPruner.STEP + 1, bench.number("select count(*) from job_history"));
    }

    private void allOver() {
        bench.asOwner("update job set state = 'succeeded', finished_at = now() - interval '2 hours'");
    }

    @Test
    void oneProcessAtATimeDoesIt() throws Exception {
        bench.deadLetters(Effect.none, 3);
        allOver();

        try (var another = PartsResource.connectAsOwner();
                var statement = another.createStatement()) {
            another.setAutoCommit(false);
            statement.execute("select kit_archive_jobs(now() - interval '1000 years', 1)");
            prune();
            assertEquals(3, bench.number("select count(*) from job"));
            another.commit();
        }
        prune();

        assertEquals(0, bench.number("select count(*) from job"));
        assertEquals(3, bench.number("select count(*) from job_history"));
    }

    @Test
    void aRetryOfARequestIsNoSecondActionThoughTheJobIsForgotten() {
        bench.asOwner("delete from inbox; insert into inbox values ('c', 'm', 'acme', now() - interval '91 days')");
        var job = jobs.enqueue(
                Effect.none, answers(JobResult.rejected("No.", null)), answers(JobResult.succeeded("Yes.")));
        jobs.runDue();
        var key = UUID.randomUUID().toString();
        var first = replay(job, key).then().statusCode(202).extract().asString();
        jobs.runDue();
        allOver();

        prune();
        ReplayBench.operator().get("/jobs/" + job).then().statusCode(200);
        time.advance(Duration.ofDays(98));
        prune();

        ReplayBench.operator().get("/jobs/" + job).then().statusCode(404);
        var again = replay(job, key).then().statusCode(202).header("Idempotency-Replayed", equalTo("true"));
        assertEquals(first, again.extract().asString());
        assertEquals(0, bench.number("select count(*) from job"));
        assertEquals(0, bench.number("select count(*) from job_history"));
        assertEquals(1, bench.number("select count(*) from inbox"), "an event that comes again is known");
    }

    private static Response replay(UUID job, String key) {
        return ReplayBench.operator()
                .header("Idempotency-Key", key)
                .contentType("application/json")
                .body(Map.of("reason", "They are back."))
                .post("/jobs/%s/replay".formatted(job));
    }

    @Test
    void replaysThatAreLongOverAreForgottenWithTheirItems() {
        bench.deadLetters(Effect.none, JobPruner.STEP + 1);
        var old = bench.begin(Map.of(), 1);
        bench.act(old, "cancel").then().statusCode(202);
        bench.asOwner("update job_replay_batch set finished_at = now() - interval '91 days'");
        var paused = bench.begin(Map.of("subject", "thing/1"), 1);
        bench.act(paused, "pause").then().statusCode(202);
        bench.asOwner("update job_replay_batch set created_at = now() - interval '91 days'");

        prune();

        bench.see(old).then().statusCode(404);
        bench.see(paused).then().statusCode(200);
        assertEquals(1, bench.number("select count(*) from job_replay_item"));
        assertEquals(JobPruner.STEP + 1, bench.number("select count(*) from job"));
    }
}
