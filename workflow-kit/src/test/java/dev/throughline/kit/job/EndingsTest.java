package dev.throughline.kit.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.throughline.kit.testing.PartsResource;
import dev.throughline.kit.work.Effects;
import dev.throughline.kit.work.WithoutBroker;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Attempts that end together with others'. */
@QuarkusTest
@TestProfile(WithoutBroker.class)
class EndingsTest {

    @Inject
    JobBench bench;

    @Inject
    JobStore store;

    @Inject
    JobKinds kinds;

    @Inject
    JobSettings settings;

    @BeforeEach
    @AfterEach
    void alone() {
        bench.clear();
    }

    @Test
    void eachIsFencedByItsOwnEpoch() {
        var ours = bench.enqueue(Effect.none);
        var theirs = bench.enqueue("globex", "test.none");
        var lost = bench.enqueue(Effect.none);
        var claimed = claim();
        JobBench.asOwner("update job set epoch = epoch + 1 where id = '%s'".formatted(lost));

        assertEquals(Map.of(ours, true, theirs, true, lost, false), end(claimed, done()));

        var seen = bench.see(ours);
        assertEquals(JobState.succeeded, seen.state());
        var attempt = seen.attempts().get(0);
        assertEquals(Outcome.succeeded, attempt.outcome());
        assertEquals("Did it.", attempt.detail());
        assertEquals("ok", attempt.received().asText());
        assertEquals("0af7651916cd43dd8448eb211c80319c", attempt.traceId());
        assertEquals(JobState.running, bench.see(lost).state());
        assertNull(bench.see(lost).attempts().get(0).outcome());
    }

    @Test
    void endsOnlyOnce() {
        bench.enqueue(Effect.none);
        var claimed = claim();

        assertTrue(end(claimed, done()).get(claimed.get(0).id()));
        assertEquals(Map.of(claimed.get(0).id(), false), end(claimed, done()));
    }

    @Test
    void theOthersDoNotWaitForOneThatSomebodyHasLocked() throws SQLException {
        var free = bench.enqueue(Effect.none);
        var locked = bench.enqueue(Effect.none);
        var claimed = claim();

        try (var somebody = PartsResource.connectAsOwner();
                var lock = somebody.createStatement()) {
            somebody.setAutoCommit(false);
            lock.execute("select 1 from job where id = '%s' for update".formatted(locked));
            assertEquals(Map.of(free, true), end(claimed, done()));
            somebody.rollback();
        }
        assertEquals(Map.of(free, false, locked, true), end(claimed, done()));
    }

    @Test
    void whatWasNotBegunIsAsIfItHadNotBeenClaimed() {
        var job = bench.enqueue(Effect.none);
        var before = bench.see(job).nextAttemptAt();

        assertEquals(Map.of(job, true), end(claim(), AttemptEnd.notBegun()));

        var seen = bench.see(job);
        assertEquals(JobState.queued, seen.state());
        assertEquals(before, seen.nextAttemptAt());
        assertEquals(List.of(), seen.attempts());
        assertEquals(1, claim().get(0).attempts());
    }

    private List<Job> claim() {
        return store.claim("w", kinds.names(), settings.lease(), 10).await().atMost(Effects.LIMIT);
    }

    private Map<UUID, Boolean> end(List<Job> jobs, AttemptEnd end) {
        var endings = jobs.stream()
                .map(job -> new Ending(job, end, "0af7651916cd43dd8448eb211c80319c"))
                .toList();
        return store.endAll(endings).await().atMost(Effects.LIMIT);
    }

    private static AttemptEnd done() {
        return new AttemptEnd(
                JobState.succeeded,
                null,
                Outcome.succeeded,
                "Did it.",
                JsonNodeFactory.instance.textNode("ok"),
                null,
                false,
                false);
    }
}
