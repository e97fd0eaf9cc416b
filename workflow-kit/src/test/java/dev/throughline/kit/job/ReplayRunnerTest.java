package dev.throughline.kit.job;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.kit.testing.ExpectedLog;
import dev.throughline.kit.testing.PartsResource;
import dev.throughline.kit.work.Effects;
import dev.throughline.kit.work.WithoutBroker;
import dev.throughline.kit.work.Work;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(WithoutBroker.class)
class ReplayRunnerTest {

    private static final int QUICK = 60_000;
    private static final Duration LEASE = Duration.ofSeconds(30);

    @Inject
    ReplayBench bench;

    @Inject
    ReplaySlices slices;

    @Inject
    ReplayItems items;

    @Inject
    Script script;

    @ConfigProperty(name = "throughline.database.username")
    String role;

    private ExpectedLog lostConnections;

    @BeforeEach
    void alone() {
        bench.clear();
        lostConnections = ExpectedLog.of("org.hibernate.reactive.pool.impl.SqlClientConnection", "Failed to ");
    }

    @AfterEach
    void expectNoMore() {
        lostConnections.close();
    }

    @Test
    void fiveThousandAreReplayedOnceEachWhateverHappensToTheRunner() throws Exception {
        bench.deadLetters(Effect.idempotent, 4_700);
        bench.deadLetters(Effect.unrepeatable, 100);
        bench.inDoubt("test.unrepeatable");
        bench.deadLetters(JobBench.TENANT, "of.another.release", Effect.none, 100, "They said no.");
        bench.deadLetters(Effect.none, 100);
        var batch = bench.begin(Map.of(), QUICK);
        bench.asOwner("update job set state = 'cancelled' where kind = 'test.none'");
        bench.see(batch).then().body("total", equalTo(5_000)).body("counts.pending", equalTo(5_000));

        diesAfterItsClaim();
        diesBetweenItems();
        diesWithinAnItem();
        for (var slice = 0; slice < 200 && bench.items(ReplayResult.pending) > 0; slice++) {
            if (slice % 10 == 3) {
                losesItsConnections();
            } else {
                bench.runSlice();
            }
            bench.advance(Duration.ofMillis(100));
        }

        bench.see(batch)
                .then()
                .body("state", equalTo("finished"))
                .body("finishedAt", notNullValue())
                .body("expectedEnd", equalTo(null))
                .body("counts.pending", equalTo(0))
                .body("counts.replayed", equalTo(4_700))
                .body("counts.refused", equalTo(100))
                .body("counts.failed", equalTo(100))
                .body("counts.gone", equalTo(100));
        assertEquals(List.of("test.idempotent"), bench.strings("select distinct kind from job where state = 'queued'"));
        assertEquals(4_700, bench.number("select count(*) from job where state = 'queued' and version = 1"));
        assertEquals(
                0,
                onceEach(
                        "select aggregate, count(*) from outbox where routing_key = 'job.changed' group by aggregate"));
        assertEquals(
                0,
                onceEach("select subject, count(*) from audit where action = 'job:replay' and subject like 'job/%' "
                        + "group by subject"));
    }

    /** How many jobs there are of which {@code counts} does not have one where they were replayed, and none otherwise. */
    private long onceEach(String counts) {
        return bench.number(
                ("with counts (job, n) as (%s) select count(*) from (select 'job/' || job as job from job_replay_item "
                                + "where result = 'replayed') replayed full join counts using (job) where replayed.job is null "
                                + "or n is distinct from 1")
                        .formatted(counts));
    }

    private void diesAfterItsClaim() {
        assertEquals(ReplaySlices.MOST, claim().numbers().size());

        bench.advance(Duration.ofSeconds(1));
        assertFalse(bench.runSlice(), "its lease holds");
        bench.advance(LEASE);
    }

    private void diesBetweenItems() {
        var slice = claim();
        for (var number : slice.numbers().subList(0, 7)) {
            items.perform(slice, number).await().atMost(Effects.LIMIT);
        }
        bench.advance(LEASE);

        var successor = claim();
        assertFalse(successor.numbers().stream().anyMatch(slice.numbers().subList(0, 7)::contains));
        assertTrue(successor.numbers().contains(slice.numbers().get(7)));
        assertThrows(
                ReplaySlice.Lost.class,
                () -> items.perform(slice, slice.numbers().get(7)).await().atMost(Effects.LIMIT));
        bench.advance(LEASE);
    }

    private void diesWithinAnItem() throws Exception {
        var slice = claim();
        var number = slice.numbers().get(0);
        var job = UUID.fromString(bench.strings("select job from job_replay_item where number = " + number)
                .get(0));
        var begun = new CompletableFuture<Void>();
        var resumed = new CompletableFuture<Void>();
        script.whenReplayed(job, work -> {
            var here = OwnContext.current();
            begun.complete(null);
            return Uni.createFrom().completionStage(resumed).emitOn(here);
        });
        var item = items.perform(slice, number).subscribeAsCompletionStage();
        begun.get(60, SECONDS);
        script.whenReplayed(job, work -> Uni.createFrom().voidItem());

        bench.advance(LEASE);
        assertFalse(bench.runSlice(), "the slow one may still write: nobody takes over");
        killConnections();
        await().atMost(Effects.LIMIT).ignoreExceptions().until(bench::runSlice);
        assertEquals(
                "replayed",
                bench.strings("select result from job_replay_item where number = " + number)
                        .get(0));
        resumed.complete(null);

        var failure = assertThrows(ExecutionException.class, () -> item.get(60, SECONDS));
        assertInstanceOf(ReplaySlice.Lost.class, failure.getCause());
    }

    private void losesItsConnections() throws Exception {
        var before = bench.items(ReplayResult.pending);
        var slice = CompletableFuture.supplyAsync(bench::runSlice);
        await().atMost(Effects.LIMIT)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> slice.isDone() || bench.items(ReplayResult.pending) < before);
        killConnections();
        slice.get(60, SECONDS);
        bench.advance(LEASE);
        await().atMost(Effects.LIMIT).ignoreExceptions().until(bench::runSlice);
    }

    private ReplaySlice claim() {
        return slices.claim("another", LEASE).await().atMost(Effects.LIMIT);
    }

    private void killConnections() {
        bench.strings(
                "select pg_terminate_backend(pid, 60000) from pg_stat_activity where datname = current_database() and usename = '%s'"
                        .formatted(role));
    }

    @Test
    void noMoreAreReplayedThanThePaceAllowsHoweverOftenTheRunnerLooks() {
        bench.deadLetters(Effect.none, 12);
        var batch = bench.begin(Map.of(), 6);

        var begun = bench.see(batch).then().extract();
        assertTrue(Instant.parse(begun.path("expectedEnd"))
                .isAfter(Instant.parse(begun.path("createdAt")).plusSeconds(100)));
        for (var looks = 0; looks < 400 && bench.items(ReplayResult.pending) > 0; looks++) {
            bench.runSlice();
            bench.advance(Duration.ofSeconds(1));
        }

        var times = times();
        assertEquals(12, times.size());
        for (var n = 1; n < times.size(); n++) {
            var apart = Duration.between(times.get(n - 1), times.get(n));
            // Ten seconds, less what passed between the claim of the earlier one and its replay.
            assertTrue(apart.compareTo(Duration.ofSeconds(7)) > 0, () -> "apart by " + apart);
        }
        bench.see(batch).then().body("state", equalTo("finished"));
    }

    private List<Instant> times() {
        var times = new ArrayList<Instant>();
        bench.strings(
                        "select to_char(at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') from job_replay_item order by at")
                .forEach(text -> times.add(Instant.parse(text)));
        return times;
    }

    @Test
    void timeInWhichNobodyWasAtWorkIsNotMadeUpFor() {
        bench.deadLetters(Effect.none, 500);
        bench.begin(Map.of(), 300);

        bench.advance(Duration.ofHours(1));
        assertTrue(bench.runSlice());

        assertEquals(5, bench.items(ReplayResult.replayed), "what 300 a minute make in a second");
    }

    @Test
    void batchesTakeTurns() {
        bench.deadLetters(Effect.none, 3);
        bench.deadLetters(Effect.idempotent, 3);
        var one = bench.begin(Map.of("kind", "test.none"), 1);
        var other = bench.begin(Map.of("kind", "test.idempotent"), 1);

        assertTrue(bench.runSlice());
        assertTrue(bench.runSlice());

        bench.see(one).then().body("counts.replayed", equalTo(1));
        bench.see(other).then().body("counts.replayed", equalTo(1));
        assertFalse(bench.runSlice());
    }

    @Test
    void whatAHandlerRefusesIsFailedWithItsReasonAndChangesNothing() {
        bench.deadLetters(Effect.none, 1);
        var job = UUID.fromString(bench.strings("select id from job").get(0));
        script.whenReplayed(job, work -> Uni.createFrom().failure(new IllegalStateException("not this one")));
        var batch = bench.begin(Map.of(), QUICK);

        bench.runSlice();

        ReplayBench.operator()
                .get("/jobs/replays/%s/items".formatted(batch))
                .then()
                .body("items[0].result", equalTo("failed"))
                .body("items[0].detail", equalTo("not this one"));
        assertEquals(1, bench.number("select count(*) from job where state = 'dead_letter' and version = 0"));
        assertEquals(0, bench.number("select count(*) from outbox"));
    }

    @Test
    void aPassingTroubleOfTheDatabaseIsOvercome() {
        bench.deadLetters(Effect.none, 1);
        var job = UUID.fromString(bench.strings("select id from job").get(0));
        var calls = new AtomicInteger();
        script.whenReplayed(
                job,
                work -> calls.incrementAndGet() == 1
                        ? killConnectionsMeanwhile().chain(() -> ask(work))
                        : ask(work));
        bench.begin(Map.of(), QUICK);

        bench.runSlice();

        assertEquals(2, calls.get());
        assertEquals(1, bench.items(ReplayResult.replayed));
        assertEquals(1, bench.number("select version from job"));
    }

    private Uni<Void> killConnectionsMeanwhile() {
        var here = OwnContext.current();
        return Uni.createFrom()
                .completionStage(() -> CompletableFuture.runAsync(this::killConnections))
                .emitOn(here);
    }

    private static Uni<Void> ask(Work work) {
        return work.session()
                .createNativeQuery("select 1", Integer.class)
                .getSingleResult()
                .replaceWithVoid();
    }

    @Test
    void aDeadLetterIsReplayedByTheFirstBatchThatChoseIt() {
        bench.deadLetters(Effect.none, 2);
        bench.begin(Map.of(), QUICK);
        var second = bench.begin(Map.of(), QUICK);
        bench.runSlice();
        // One of them has died again: it is another dead letter than the one that was chosen.
        bench.asOwner(
                "update job set state = 'dead_letter', attempts = 2, finished_at = updated_at where subject = 'thing/1'");

        bench.runSlice();

        bench.see(second).then().body("state", equalTo("finished")).body("counts.gone", equalTo(2));
        assertEquals(2, bench.number("select count(*) from audit where subject like 'job/%'"));
    }

    @Test
    void whatSomebodyElseReplaysInTheSameMomentIsGone() throws Exception {
        bench.deadLetters(Effect.none, 1);
        var batch = bench.begin(Map.of(), QUICK);

        try (var somebody = PartsResource.connectAsOwner();
                var statement = somebody.createStatement()) {
            somebody.setAutoCommit(false);
            statement.execute("update job set state = 'queued', version = version + 1");
            var slice = CompletableFuture.supplyAsync(bench::runSlice);
            await().atMost(Effects.LIMIT)
                    .until(() ->
                            bench.number("select count(*) from pg_stat_activity where datname = current_database() "
                                            + "and wait_event_type = 'Lock'")
                                    == 1);
            somebody.commit();
            assertTrue(slice.get(60, SECONDS));
        }

        bench.see(batch).then().body("counts.gone", equalTo(1));
        assertEquals(1, bench.number("select version from job"));
        assertEquals(0, bench.number("select count(*) from outbox"));
    }

    @Test
    void aJobThatWasForgottenIsGone() {
        bench.deadLetters(Effect.none, 1);
        var batch = bench.begin(Map.of(), QUICK);
        bench.asOwner("delete from job");

        bench.runSlice();

        bench.see(batch).then().body("counts.gone", equalTo(1));
    }

    @Test
    void whatWasClaimedBeforeAPauseIsNotReplayedAfterIt() {
        bench.deadLetters(Effect.none, 3);
        var batch = bench.begin(Map.of(), QUICK);
        var slice = claim();
        items.perform(slice, 1).await().atMost(Effects.LIMIT);

        bench.act(batch, "pause").then().statusCode(202).body("state", equalTo("paused"));

        assertThrows(
                ReplaySlice.Lost.class, () -> items.perform(slice, 2).await().atMost(Effects.LIMIT));
        bench.advance(LEASE);
        assertFalse(bench.runSlice());
        bench.act(batch, "resume").then().statusCode(202).body("state", equalTo("running"));
        assertTrue(bench.runSlice());
        bench.see(batch).then().body("state", equalTo("finished")).body("counts.replayed", equalTo(3));
    }
}
