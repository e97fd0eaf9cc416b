package dev.throughline.kit.job;

import static dev.throughline.kit.job.Script.answers;
import static dev.throughline.kit.job.Script.sends;
import static java.time.Duration.ofSeconds;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.kit.testing.ExpectedLog;
import dev.throughline.kit.testing.PartsResource;
import dev.throughline.kit.work.Effects;
import dev.throughline.kit.work.WithoutBroker;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(WithoutBroker.class)
class LeaseTest {

    @Inject
    JobBench bench;

    @Inject
    Effects effects;

    @Inject
    ManualRunner runner;

    @Inject
    Script script;

    @Inject
    RunningJobs runningJobs;

    @Inject
    JobStore store;

    @Inject
    JobKinds kinds;

    @Inject
    JobSettings settings;

    @BeforeEach
    void alone() {
        bench.clear();
    }

    @Test
    void aWorkerThatCrashesBeforeItActsHasProvablyDoneNothing() {
        var job = bench.enqueue(Effect.unrepeatable, answers(JobResult.succeeded("Done by another.")));
        bench.claimAndCrash();
        assertEquals(JobState.running, bench.see(job).state());
        assertEquals(0, bench.reap(), "its lease has not run out");

        bench.passLease();
        assertEquals(1, bench.reap());

        var seen = bench.see(job);
        assertEquals(JobState.failed, seen.state());
        assertEquals(Outcome.failed, seen.attempts().get(0).outcome());
        assertTrue(seen.attempts().get(0).detail().contains("nothing was sent"));
        assertEquals(Verdict.Decision.safe, seen.verdict().decision());
        bench.passBackoff();
        bench.runDue();
        assertEquals(JobState.succeeded, bench.see(job).state());
    }

    @Test
    void crashesCountAsAttempts() {
        var job = bench.enqueue(Effect.none);

        for (var attempt = 0; attempt < 3; attempt++) {
            assertEquals(1, bench.claimAndCrash());
            bench.passLease();
            assertEquals(1, bench.reap());
            bench.passBackoff();
        }

        assertEquals(JobState.dead_letter, bench.see(job).state());
        assertEquals(List.of("dead_letter"), bench.effects(job));
        assertEquals(1, bench.changes(job));
    }

    @Test
    void aWorkerThatCrashesAfterItBeganToActLeavesItUnknown() {
        Script.Step dies = sends(context -> Uni.createFrom().nothing());
        var findable = bench.enqueue(Effect.findable, dies);
        var unrepeatable = bench.enqueue(Effect.unrepeatable, dies);
        var own = bench.enqueue(Effect.none, dies);
        var forgotten = runner.runDue().subscribeAsCompletionStage();
        await().atMost(Effects.LIMIT).until(() -> hasSent(findable) && hasSent(unrepeatable) && hasSent(own));

        bench.passLease();
        assertEquals(3, bench.reap());

        assertEquals(Outcome.unknown, bench.see(findable).attempts().get(0).outcome());
        assertEquals(JobState.failed, bench.see(findable).state());
        assertEquals(Outcome.unknown, bench.see(unrepeatable).attempts().get(0).outcome());
        assertEquals(JobState.dead_letter, bench.see(unrepeatable).state());
        assertEquals(Outcome.failed, bench.see(own).attempts().get(0).outcome());
        forgotten.cancel(true);
    }

    @Test
    void aWorkerThatWasPausedPastItsLeaseWritesNothingAndStartsNoEffect() throws Exception {
        var paused = new CompletableFuture<Void>();
        var refused = new AtomicReference<Throwable>();
        var job = bench.enqueue(
                Effect.findable,
                context -> Uni.createFrom()
                        .completionStage(paused)
                        .emitOn(OwnContext.current())
                        .chain(() -> context.sending(
                                Script.what(),
                                work -> effects.write(
                                        work, JobBench.subject(context.job().id()), "late")))
                        .onFailure()
                        .invoke(refused::set)
                        .replaceWith(JobResult.succeeded("Too late.")),
                answers(JobResult.succeeded("By another.", null, work -> effects.write(work, "paused", "by another"))));
        var first = runner.runDue().subscribeAsCompletionStage();
        await().atMost(Effects.LIMIT).until(() -> bench.see(job).state() == JobState.running);

        bench.passLease();
        bench.reap();
        bench.passBackoff();
        assertEquals(1, bench.runDue());
        var before = bench.see(job);
        try (var log = ExpectedLog.of(JobRunner.class, "another worker carries on")) {
            paused.complete(null);
            first.get(60, SECONDS);
            assertEquals(1, log.count());
        }

        assertInstanceOf(LeaseLost.class, refused.get());
        assertEquals(before, bench.see(job));
        assertEquals(2, before.attempts().size());
        assertEquals(JobState.succeeded, before.state());
        assertEquals(List.of(), bench.effects(job));
        assertEquals(List.of("by another"), effects.of("paused"));
    }

    @Test
    void theOutcomeOfAWorkerThatLostItsLeaseIsNotRecordedNorItsEffect() throws Exception {
        var paused = new CompletableFuture<JobResult>();
        var job = bench.enqueue(
                Effect.none, context -> Uni.createFrom().completionStage(paused).emitOn(OwnContext.current()));
        var first = runner.runDue().subscribeAsCompletionStage();
        await().atMost(Effects.LIMIT).until(() -> bench.see(job).state() == JobState.running);

        bench.passLease();
        bench.reap();
        bench.passBackoff();
        bench.claimAndCrash();
        var before = bench.see(job);
        assertEquals(JobState.running, before.state(), "another worker holds it");
        try (var log = ExpectedLog.of(JobRunner.class, "another worker carries on")) {
            paused.complete(
                    JobResult.succeeded("Too late.", null, work -> effects.write(work, JobBench.subject(job), "late")));
            first.get(60, SECONDS);
            assertEquals(1, log.count());
        }

        assertEquals(before, bench.see(job));
        assertNull(before.attempts().get(1).outcome());
        assertEquals(List.of(), bench.effects(job));
    }

    @Test
    void aHealthyLongJobIsNotTakenAway() throws Exception {
        var works = new CompletableFuture<JobResult>();
        var job = bench.enqueue(
                Effect.none, context -> Uni.createFrom().completionStage(works).emitOn(OwnContext.current()));
        var run = runner.runDue().subscribeAsCompletionStage();
        await().atMost(Effects.LIMIT).until(() -> bench.see(job).state() == JobState.running);

        for (var n = 0; n < 10; n++) {
            bench.advance(ofSeconds(20));
            runningJobs.renew().await().atMost(Effects.LIMIT);
            assertEquals(0, bench.reap());
        }
        works.complete(JobResult.succeeded("At last."));
        run.get(60, SECONDS);

        assertEquals(JobState.succeeded, bench.see(job).state());
        assertEquals(1, bench.see(job).attempts().size());
    }

    @Test
    void aJobThatSomebodyHasLockedKeepsNoOtherLeaseFromBeingRenewed() throws Exception {
        var works = new CompletableFuture<JobResult>();
        Script.Step waits = context -> Uni.createFrom().completionStage(works).emitOn(OwnContext.current());
        var locked = bench.enqueue(Effect.none, waits);
        var free = bench.enqueue(Effect.none, waits);
        var run = runner.runDue().subscribeAsCompletionStage();
        await().atMost(Effects.LIMIT)
                .until(() -> bench.see(locked).state() == JobState.running
                        && bench.see(free).state() == JobState.running);
        var leaseOfLocked = bench.see(locked).leaseUntil();
        var leaseOfFree = bench.see(free).leaseUntil();

        try (var somebody = PartsResource.connectAsOwner()) {
            somebody.setAutoCommit(false);
            execute(somebody, "select 1 from job where id = '%s' for update".formatted(locked));
            bench.advance(ofSeconds(20));
            runningJobs.renew().await().atMost(Effects.LIMIT);
            assertFalse(bench.see(free).leaseUntil().isBefore(leaseOfFree.plusSeconds(20)));
            assertEquals(leaseOfLocked, bench.see(locked).leaseUntil());
            somebody.rollback();
        }
        runningJobs.renew().await().atMost(Effects.LIMIT);
        assertFalse(bench.see(locked).leaseUntil().isBefore(leaseOfLocked.plusSeconds(20)));

        works.complete(JobResult.succeeded("At last."));
        run.get(60, SECONDS);
        assertEquals(JobState.succeeded, bench.see(locked).state(), "it was never taken for lost");
        assertEquals(JobState.succeeded, bench.see(free).state());
    }

    @Test
    void anEffectThatIsAnnouncedWhileTheJobIsTakenBackIsNotOverlooked() throws Exception {
        var job = bench.enqueue(Effect.unrepeatable);
        bench.claimAndCrash();
        bench.passLease();

        try (var worker = PartsResource.connectAsOwner()) {
            worker.setAutoCommit(false);
            execute(worker, "select 1 from job where id = '%s' for update".formatted(job));
            execute(worker, "update job_attempt set sent = '{}', sent_at = now() where job = '%s'".formatted(job));
            var reaped = runner.reap().subscribeAsCompletionStage();
            await().atMost(Effects.LIMIT).until(LeaseTest::somebodyWaitsForALock);
            worker.commit();
            assertEquals(1, reaped.get(60, SECONDS));
        }

        assertEquals(Outcome.unknown, bench.see(job).attempts().get(0).outcome());
        assertEquals(JobState.dead_letter, bench.see(job).state());
    }

    @Test
    void aJobWhoseLeaseIsRenewedWhileItIsTakenBackIsLeftToItsWorker() throws Exception {
        var job = bench.enqueue(Effect.none);
        bench.claimAndCrash();
        bench.passLease();

        try (var worker = PartsResource.connectAsOwner()) {
            worker.setAutoCommit(false);
            execute(
                    worker,
                    "update job set lease_until = lease_until + interval '1 hour' where id = '%s'".formatted(job));
            var reaped = runner.reap().subscribeAsCompletionStage();
            await().atMost(Effects.LIMIT).until(LeaseTest::somebodyWaitsForALock);
            worker.commit();
            assertEquals(0, reaped.get(60, SECONDS));
        }

        assertEquals(JobState.running, bench.see(job).state());
    }

    @Test
    void expiredJobsOfAnotherReleasesKindAreLeftToItAndHoldUpNoOthers() throws SQLException {
        var job = bench.enqueue(Effect.none);
        bench.claimAndCrash();
        JobBench.asOwner("insert into job select (jsonb_populate_record(j, jsonb_build_object('id', gen_random_uuid(), "
                + "'kind', 'of.another.release', 'lease_until', j.lease_until - interval '1 second'))).* "
                + "from job j, generate_series(1, 100)");
        bench.passLease();

        assertEquals(1, bench.reap());

        assertEquals(JobState.failed, bench.see(job).state());
        assertEquals(100, running("of.another.release"));
    }

    @Test
    void aJobThatCannotBeTakenBackKeepsNoOtherFromIt() {
        var sick = bench.enqueue(
                Effect.unrepeatable, sends(context -> Uni.createFrom().nothing()));
        var healthy = bench.enqueue(Effect.none, context -> Uni.createFrom().nothing());
        script.whenDead(sick, work -> Uni.createFrom().failure(new IllegalStateException("no dead letter today")));
        var forgotten = runner.runDue().subscribeAsCompletionStage();
        await().atMost(Effects.LIMIT)
                .until(() -> hasSent(sick) && bench.see(healthy).state() == JobState.running);
        JobBench.asOwner(
                "update job set lease_until = lease_until - interval '1 second' where id = '%s'".formatted(sick));
        bench.passLease();

        try (var log = ExpectedLog.of(LeaseReaper.class, "no dead letter today")) {
            assertEquals(1, bench.reap());
            assertEquals(1, log.count());
        }

        assertEquals(JobState.running, bench.see(sick).state());
        assertEquals(JobState.failed, bench.see(healthy).state());
        script.whenDead(sick, work -> Uni.createFrom().voidItem());
        assertEquals(1, bench.reap());
        assertEquals(JobState.dead_letter, bench.see(sick).state());
        forgotten.cancel(true);
    }

    private static int running(String kind) throws SQLException {
        try (var connection = PartsResource.connectAsOwner();
                var statement = connection.createStatement();
                var found = statement.executeQuery(
                        "select count(*) from job where state = 'running' and kind = '%s'".formatted(kind))) {
            found.next();
            return found.getInt(1);
        }
    }

    private static boolean somebodyWaitsForALock() throws SQLException {
        try (var connection = PartsResource.connectAsOwner();
                var statement = connection.createStatement();
                var found = statement.executeQuery("select exists (select 1 from pg_stat_activity "
                        + "where datname = current_database() and wait_event_type = 'Lock')")) {
            return found.next() && found.getBoolean(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void workersThatClaimAtOnceNeverGetTheSameJob() throws Exception {
        for (var n = 0; n < 200; n++) {
            bench.enqueue(Effect.none);
        }

        var one = claimAll("one").subscribeAsCompletionStage();
        var two = claimAll("two").subscribeAsCompletionStage();
        var claimed = new ArrayList<UUID>();
        claimed.addAll(one.get(60, SECONDS));
        claimed.addAll(two.get(60, SECONDS));

        assertEquals(200, claimed.size());
        assertEquals(200, new HashSet<>(claimed).size());
        assertTrue(
                one.get().size() > 0 && two.get().size() > 0,
                "both got some: " + one.get().size());
    }

    private Uni<List<UUID>> claimAll(String worker) {
        return Uni.createFrom()
                .deferred(() -> store.claim(worker, kinds.names(), settings.lease(), 3))
                .repeat()
                .whilst(jobs -> !jobs.isEmpty())
                .onItem()
                .transformToIterable(jobs -> jobs)
                .map(Job::id)
                .collect()
                .asList();
    }

    @Test
    void aStoppedProcessFindsOutBeforeItAsksTheDatabase() {
        var job = new Job(
                UUID.randomUUID(),
                "acme",
                "test.none",
                "thing/1",
                UUID.randomUUID(),
                JobState.running,
                null,
                Effect.none,
                Script.what(),
                1,
                0,
                3,
                null,
                null,
                "one",
                1,
                0,
                null,
                null,
                null,
                null,
                "",
                0,
                null);
        var lease = Duration.ofSeconds(30);

        assertTrue(new RunningJob(job, lease, System.nanoTime()).held());
        assertFalse(new RunningJob(job, lease, System.nanoTime() - lease.toNanos()).held());
    }

    private boolean hasSent(UUID job) {
        var attempts = bench.see(job).attempts();
        return !attempts.isEmpty() && attempts.get(0).sent() != null;
    }
}
