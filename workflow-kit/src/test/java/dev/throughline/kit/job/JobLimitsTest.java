package dev.throughline.kit.job;

import static dev.throughline.kit.job.Script.answers;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.kit.testing.PartsResource;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.Effects;
import dev.throughline.kit.work.WithoutBroker;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(JobLimitsTest.Limited.class)
class JobLimitsTest {

    private static final Script.Step DONE = answers(JobResult.succeeded("Done."));

    @Inject
    JobBench bench;

    @Inject
    JobStore store;

    @Inject
    JobKinds kinds;

    @Inject
    JobSettings settings;

    @Inject
    TimeSource time;

    @BeforeEach
    void alone() {
        bench.clear();
        JobBench.asOwner("delete from job_start");
    }

    @Test
    void noMoreJobsOfAKeyRunThanItsConcurrencyAndOthersGoOn() {
        for (var n = 0; n < 10; n++) {
            bench.enqueue(job -> job.withKey("partner/slow"));
        }
        var others = List.of(
                bench.enqueue(job -> job.withKey("partner/other"), DONE),
                bench.enqueue(job -> job.withKey("unlimited"), DONE),
                bench.enqueue(job -> job, DONE));

        var claimed = claim("one", 100);

        assertEquals(3, keys(claimed).get("partner/slow"));
        assertTrue(claimed.stream().map(Job::id).toList().containsAll(others));
        assertEquals(List.of(), claim("two", 100), "none has ended");
        end(claimed.stream()
                .filter(job -> job.key().equals("partner/slow"))
                .findFirst()
                .orElseThrow());
        assertEquals(Map.of("partner/slow", 1), keys(claim("two", 100)));
    }

    @Test
    void eachKeyThatAWildcardNamesHasTheLimitForItselfAndTheExactOneGoesBefore() {
        for (var n = 0; n < 10; n++) {
            bench.enqueue(job -> job.withKey("partner/slow"));
            bench.enqueue(job -> job.withKey("partner/one"));
            bench.enqueue(job -> job.withKey("partner/two"));
            bench.enqueue(job -> job.withKey("partnership"));
        }

        assertEquals(
                Map.of("partner/slow", 3, "partner/one", 5, "partner/two", 5, "partnership", 10),
                keys(claim("one", 100)));
    }

    @Test
    void noMoreJobsOfAKeyStartWithinAMinuteThanItsRate() {
        for (var n = 0; n < 20; n++) {
            bench.enqueue(job -> job.withKey("rate/a"), DONE);
        }

        assertEquals(7, bench.runDue());
        assertEquals(0, bench.runDue(), "they have ended, and count all the same");
        bench.advance(Duration.ofSeconds(40));
        assertEquals(0, bench.runDue());
        bench.advance(Duration.ofSeconds(21));
        assertEquals(7, bench.runDue());
        bench.advance(Duration.ofSeconds(61));
        assertEquals(6, bench.runDue());
    }

    @Test
    void aRateSlidesWithTheStartsAndNotWithTheClocksMinutes() {
        for (var n = 0; n < 20; n++) {
            bench.enqueue(job -> job.withKey("rate/b"), DONE);
        }

        assertEquals(2, claim("one", 2).size());
        bench.advance(Duration.ofSeconds(30));
        assertEquals(5, claim("one", 100).size());
        bench.advance(Duration.ofSeconds(31));
        assertEquals(2, claim("one", 100).size(), "as many as started more than a minute ago");
    }

    @Test
    void theLimitsHoldWhenManyWorkersClaimAtOnce() throws Exception {
        for (var round = 0; round < 10; round++) {
            bench.clear();
            JobBench.asOwner("delete from job_start");
            for (var n = 0; n < 12; n++) {
                bench.enqueue(job -> job.withKey("partner/slow"));
                bench.enqueue(job -> job.withKey("rate/c"));
            }
            var claims = new ArrayList<CompletableFuture<List<Job>>>();
            for (var worker = 0; worker < 8; worker++) {
                claims.add(store.claim("w" + worker, kinds.names(), settings.lease(), 4)
                        .subscribeAsCompletionStage());
            }
            for (var claimed : claims) {
                claimed.get(60, SECONDS);
            }
            claim("fills up", 100);

            assertEquals(Map.of("partner/slow", 3, "rate/c", 7), running());
        }
    }

    @Test
    void aJobThatIsTakenBackMakesRoom() {
        for (var n = 0; n < 4; n++) {
            bench.enqueue(job -> job.withKey("partner/slow"));
        }
        assertEquals(3, bench.claimAndCrash());

        bench.passLease();
        assertEquals(0, bench.claimAndCrash(), "they may still be at it");
        assertEquals(3, bench.reap());

        assertEquals(1, bench.claimAndCrash());
    }

    @Test
    void aReleaseThatKnowsNoLimitsObeysThemAndUnderstandsTheAnswer() throws SQLException {
        claim("new", 1);
        for (var n = 0; n < 5; n++) {
            bench.enqueue(job -> job.withKey("partner/slow"));
        }

        var rows = new ArrayList<String>();
        try (var connection = PartsResource.connectAsOwner();
                var old = connection.prepareStatement("select row_to_json(j)::text from kit_claim_jobs('old', ?, "
                        + "cast(? as timestamptz), interval '30 seconds', 100) j")) {
            old.setArray(1, connection.createArrayOf("text", kinds.names().toArray()));
            old.setString(2, time.instant().toString());
            try (var found = old.executeQuery()) {
                while (found.next()) {
                    rows.add(found.getString(1));
                }
            }
        }

        assertEquals(3, rows.size());
        assertTrue(rows.stream().noneMatch(row -> row.contains("\"key\"") || row.contains("priority")));
        assertTrue(rows.get(0).contains("\"finished_at\""));
    }

    private List<Job> claim(String worker, int limit) {
        return store.claim(worker, kinds.names(), settings.lease(), limit)
                .await()
                .atMost(Effects.LIMIT);
    }

    private static void end(Job job) {
        JobBench.asOwner("update job set state = 'succeeded', lease_until = null, worker = null where id = '%s'"
                .formatted(job.id()));
    }

    private static Map<String, Integer> keys(List<Job> jobs) {
        var counts = new HashMap<String, Integer>();
        jobs.forEach(job -> counts.merge(job.key(), 1, Integer::sum));
        return counts;
    }

    private static Map<String, Integer> running() throws SQLException {
        var counts = new HashMap<String, Integer>();
        try (var connection = PartsResource.connectAsOwner();
                var statement = connection.createStatement();
                var found =
                        statement.executeQuery("select key, count(*) from job where state = 'running' group by key")) {
            while (found.next()) {
                counts.put(found.getString(1), found.getInt(2));
            }
        }
        return counts;
    }

    /** Keys with bounds, and a kind that the installation has paused. */
    public static class Limited extends WithoutBroker {
        @Override
        public Map<String, String> getConfigOverrides() {
            var config = new HashMap<>(super.getConfigOverrides());
            config.put("throughline.jobs.limits.\"partner/*\".concurrency", "5");
            config.put("throughline.jobs.limits.\"partner/slow\".concurrency", "3");
            config.put("throughline.jobs.limits.\"rate/*\".per-minute", "7");
            config.put("throughline.jobs.paused-kinds", "test.hasty");
            return config;
        }
    }
}
