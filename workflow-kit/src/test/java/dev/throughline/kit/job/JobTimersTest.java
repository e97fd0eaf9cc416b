package dev.throughline.kit.job;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.throughline.kit.testing.PartsResource;
import dev.throughline.kit.work.Effects;
import dev.throughline.kit.work.WithoutBroker;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a worker does by itself besides running jobs. */
@QuarkusTest
@TestProfile(JobTimersTest.Automatic.class)
class JobTimersTest {

    @Inject
    ReplayBench bench;

    @Inject
    MeterRegistry meters;

    @BeforeEach
    void alone() {
        bench.clear();
    }

    @Test
    void jobsThatAreOverAreMovedIntoHistory() {
        bench.deadLetters(Effect.none, 3);
        bench.asOwner("update job set state = 'succeeded', finished_at = now() - interval '2 hours'");

        await().atMost(Effects.LIMIT).until(() -> bench.number("select count(*) from job_history") == 3);

        assertEquals(0, bench.number("select count(*) from job"));
    }

    @Test
    void deadLettersOfABatchAreReplayed() {
        bench.deadLetters(JobBench.TENANT, "of.nobody", Effect.none, 1, "They said no.");
        bench.deadLetters(Effect.none, 2);

        var batch = bench.begin(Map.of("kind", "test.none"), 6000);

        await().atMost(Effects.LIMIT)
                .until(() -> bench.see(batch).jsonPath().getString("state").equals("finished"));
        assertEquals(2, bench.items(ReplayResult.replayed));
    }

    @Test
    void jobsAreCountedFromTheStartOn() {
        await().atMost(Effects.LIMIT)
                .until(() -> meters.find("throughline.jobs.open")
                                .tags("kind", "test.none", "state", "queued")
                                .gauge()
                        != null);
    }

    /** A worker whose timers come soon, and which claims no job: theirs would run out of script. */
    public static class Automatic extends WithoutBroker {
        @Override
        public Map<String, String> getConfigOverrides() {
            var config = new HashMap<>(super.getConfigOverrides());
            config.put("throughline.roles", "api,worker");
            config.put("throughline.jobs.automatic", "true");
            config.put("throughline.jobs.poll", "PT0.1S");
            config.put("throughline.jobs.prune", "PT0.2S");
            config.put("throughline.jobs.paused-kinds", "test.none");
            return config;
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(PartsResource.class));
        }
    }
}
