package dev.throughline.kit.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.kit.work.Effects;
import dev.throughline.kit.work.WithoutBroker;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(WithoutBroker.class)
class JobMetricsTest {

    @Inject
    JobMetrics metrics;

    @Inject
    ReplayBench bench;

    @Inject
    JobBench jobs;

    @Inject
    MeterRegistry meters;

    @BeforeEach
    void alone() {
        bench.clear();
        metrics.register();
    }

    @Test
    void jobsAreCountedByKindAndStateAndWhatThereIsNoneOfIsZero() {
        bench.deadLetters(Effect.none, 3);
        bench.deadLetters(JobBench.TENANT, "of.another.release", Effect.none, 2, "No.");
        jobs.enqueue(Effect.findable);
        jobs.enqueue("globex", "test.findable");

        refresh();

        assertEquals(3, open("test.none", "dead_letter"));
        assertEquals(0, open("test.none", "queued"));
        assertEquals(2, open("of.another.release", "dead_letter"));
        assertEquals(2, open("test.findable", "queued"));
        jobs.claimAndCrash();
        refresh();
        assertEquals(2, open("test.findable", "running"));
        assertEquals(0, open("test.findable", "queued"));
        var exported = RestAssured.get("/q/metrics").asString();
        assertTrue(exported.contains("throughline_jobs_open{kind=\"test.none\",state=\"dead_letter\"} 3.0"), exported);
    }

    private double open(String kind, String state) {
        return meters.get("throughline.jobs.open")
                .tags("kind", kind, "state", state)
                .gauge()
                .value();
    }

    private void refresh() {
        metrics.refresh().await().atMost(Effects.LIMIT);
    }

    @Test
    void theAgeIsThatOfTheJobThatIsDueLongest() {
        refresh();
        assertEquals(0, age());
        jobs.enqueue(Effect.none);
        bench.advance(Duration.ofMinutes(5));
        jobs.enqueue(Effect.none);

        refresh();

        assertTrue(age() >= 300, () -> age() + " s");
    }

    private double age() {
        return meters.get("throughline.jobs.due.oldest.age").timeGauge().value(java.util.concurrent.TimeUnit.SECONDS);
    }

    @Test
    void countsEndAtTheirBound() {
        bench.deadLetters(Effect.none, JobMetrics.MOST + 5);

        refresh();

        assertEquals(JobMetrics.MOST, open("test.none", "dead_letter"));
    }

    @Test
    void whatIsLeftOfReplaysIsCountedAndWhatBecameOfTheOthers() {
        bench.deadLetters(Effect.none, 3);
        bench.begin(Map.of(), 1);
        var before = replayed();
        bench.runSlice();

        refresh();

        assertEquals(1, meters.get("throughline.jobs.replays.running").gauge().value());
        assertEquals(2, meters.get("throughline.jobs.replays.pending").gauge().value());
        assertEquals(before + 1, replayed());
    }

    private double replayed() {
        return meters.counter("throughline.jobs.replays.items", "result", "replayed")
                .count();
    }

    @Test
    void aLeaseThatRanOutIsCounted() {
        var expired = meters.counter("throughline.jobs.lease.expired", "kind", "test.none");
        var before = expired.count();
        jobs.enqueue(Effect.none);
        jobs.claimAndCrash();
        jobs.passLease();

        jobs.reap();

        assertEquals(before + 1, expired.count());
    }
}
