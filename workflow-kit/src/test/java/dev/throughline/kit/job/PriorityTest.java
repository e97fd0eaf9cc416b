package dev.throughline.kit.job;

import static dev.throughline.kit.job.Script.answers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.Effects;
import dev.throughline.kit.work.WithoutBroker;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(WithoutBroker.class)
class PriorityTest {

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
    }

    @Test
    void theHigherPriorityStartsFirstThenWhatHasBeenDueForLonger() {
        var usual = bench.enqueue(job -> job);
        var low = bench.enqueue(job -> job.withPriority(-1));
        var high = bench.enqueue(job -> job.withPriority(1));
        var usualToo = bench.enqueue(job -> job);
        var highest = bench.enqueue(job -> job.withPriority(NewJob.HIGHEST));

        assertEquals(List.of(highest, high, usual, usualToo, low), claimOneByOne());
    }

    @Test
    void aBatchComesInTheSameOrder() {
        var low = bench.enqueue(job -> job.withPriority(NewJob.LOWEST));
        var usual = bench.enqueue(job -> job);
        var highest = bench.enqueue(job -> job.withPriority(NewJob.HIGHEST));

        assertEquals(
                List.of(highest, usual, low), claim(100).stream().map(Job::id).toList());
    }

    @Test
    void whoHasWaitedFiveMinutesForEachStepIsOvertakenNoMore() {
        var lowest = bench.enqueue(job -> job.withPriority(NewJob.LOWEST));
        bench.advance(Duration.ofMinutes(19));
        var overtakes = bench.enqueue(job -> job.withPriority(NewJob.HIGHEST));
        bench.advance(Duration.ofMinutes(2));
        var comesTooLate = bench.enqueue(job -> job.withPriority(NewJob.HIGHEST));

        assertEquals(List.of(overtakes, lowest, comesTooLate), claimOneByOne());
    }

    @Test
    void aStreamOfUrgentJobsStarvesNoOther() {
        var lowest = bench.enqueue(job -> job.withPriority(NewJob.LOWEST), DONE);

        var minutes = 0;
        while (bench.see(lowest).state() == JobState.queued) {
            bench.enqueue(job -> job.withPriority(NewJob.HIGHEST));
            claim(1);
            bench.advance(Duration.ofMinutes(1));
            minutes++;
        }

        assertTrue(minutes > 1 && minutes <= 21, "overtaken for twenty minutes at most, not " + minutes);
    }

    @Test
    void theSeveralHundredDueJobsInFrontOfOnePriorityHideNoneOfAnother() {
        JobBench.asOwner(
                "insert into job (id, tenant, kind, subject, operation_id, state, effect, payload, max_attempts, next_attempt_at, "
                        + "created_at, updated_at) select gen_random_uuid(), 'acme', 'test.none', 's', gen_random_uuid(), 'queued', "
                        + "'none', '{}', 3, timestamptz '%s' - interval '1 minute', now(), now() from generate_series(1, 2000)"
                                .formatted(time.instant()));
        var high = bench.enqueue(job -> job.withPriority(1));

        assertEquals(high, claim(1).get(0).id());
        assertEquals(500, claim(500).size());
    }

    @Test
    void aPriorityHasBounds() {
        var job = JobBench.fresh("test.none");

        assertThrows(IllegalArgumentException.class, () -> job.withPriority(NewJob.HIGHEST + 1));
        assertThrows(IllegalArgumentException.class, () -> job.withPriority(NewJob.LOWEST - 1));
        assertThrows(IllegalArgumentException.class, () -> job.withKey(" "));
        assertThrows(IllegalArgumentException.class, () -> job.unique("x".repeat(201)));
    }

    private List<UUID> claimOneByOne() {
        var order = new ArrayList<UUID>();
        for (var claimed = claim(1); !claimed.isEmpty(); claimed = claim(1)) {
            order.add(claimed.get(0).id());
        }
        return order;
    }

    private List<Job> claim(int limit) {
        return store.claim("w", kinds.names(), settings.lease(), limit).await().atMost(Effects.LIMIT);
    }
}
