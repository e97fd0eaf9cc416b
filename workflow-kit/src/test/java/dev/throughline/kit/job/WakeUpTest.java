package dev.throughline.kit.job;

import static dev.throughline.kit.job.Script.answers;
import static java.time.Duration.ofMinutes;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.kit.testing.PartsResource;
import dev.throughline.kit.time.Ids;
import dev.throughline.kit.work.Effects;
import dev.throughline.kit.work.WithoutBroker;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(WakeUpTest.Automatic.class)
class WakeUpTest {

    private static final String INSERT =
            "insert into job (id, tenant, kind, subject, operation_id, state, effect, payload, "
                    + "max_attempts, next_attempt_at, created_at, updated_at) values ('%s', 'acme', 'test.none', 'thing/%1$s', "
                    + "gen_random_uuid(), 'queued', 'none', '{}', 3, now(), now(), now())";

    @Inject
    JobBench bench;

    @Inject
    Script script;

    @Inject
    JobSettings settings;

    @Test
    void aJobIsRunLongBeforeThePollWouldFindIt() {
        assertTrue(settings.poll().compareTo(ofMinutes(10)) >= 0);

        var job = bench.enqueue(Effect.none, answers(JobResult.succeeded("Done.")));

        awaitDone(job);
    }

    @Test
    void aJobThatAnotherProcessHasEnqueuedIsRunWhenThatSaysSo() {
        awaitDone(bench.enqueue(Effect.none, answers(JobResult.succeeded("The worker is up."))));
        var job = Ids.next();
        script.of(job, answers(JobResult.succeeded("Done.")));
        JobBench.asOwner(INSERT.formatted(job));
        assertEquals(JobState.queued, bench.see(job).state());

        JobBench.asOwner("notify throughline_wakeup, 'jobs'");

        awaitDone(job);
    }

    @Test
    void moreJobsThanThereIsRoomForAreAllRun() {
        var jobs = IntStream.range(0, 50)
                .mapToObj(n -> bench.enqueue(Effect.none, answers(JobResult.succeeded("Done."))))
                .toList();

        jobs.forEach(this::awaitDone);
        jobs.forEach(job -> assertEquals(1, bench.see(job).attempts().size()));
    }

    private void awaitDone(UUID job) {
        await().atMost(Effects.LIMIT).until(() -> bench.see(job).state() == JobState.succeeded);
    }

    /** A worker that by itself would look for jobs every ten minutes. */
    public static class Automatic extends WithoutBroker {
        @Override
        public Map<String, String> getConfigOverrides() {
            var config = new HashMap<>(super.getConfigOverrides());
            config.put("throughline.roles", "api,worker");
            config.put("throughline.jobs.automatic", "true");
            config.put("throughline.jobs.poll", "PT10M");
            config.put("throughline.jobs.concurrency", "4");
            return config;
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(PartsResource.class));
        }
    }
}
