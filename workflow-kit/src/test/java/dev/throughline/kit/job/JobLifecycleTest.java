package dev.throughline.kit.job;

import static dev.throughline.kit.job.Script.answers;
import static dev.throughline.kit.job.Script.sends;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.kit.testing.ExpectedLog;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.Effects;
import dev.throughline.kit.work.WithoutBroker;
import dev.throughline.kit.work.Work;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(WithoutBroker.class)
class JobLifecycleTest {

    @Inject
    JobBench bench;

    @Inject
    Effects effects;

    @Inject
    Script script;

    @Inject
    TimeSource time;

    @BeforeEach
    void alone() {
        bench.clear();
    }

    @Test
    void aJobThatSucceedsIsDoneWithOneAttempt() {
        var job = bench.enqueue(Effect.none, answers(JobResult.succeeded("Done.")));
        assertEquals(JobState.queued, bench.see(job).state());

        assertEquals(1, bench.runDue());

        var seen = bench.see(job);
        assertEquals(JobState.succeeded, seen.state());
        assertNotNull(seen.finishedAt());
        assertNull(seen.verdict());
        assertEquals(1, seen.attempts().size());
        var attempt = seen.attempts().get(0);
        assertEquals(1, attempt.number());
        assertEquals(Outcome.succeeded, attempt.outcome());
        assertEquals("Done.", attempt.detail());
        assertNotNull(attempt.worker());
        assertNull(attempt.sent());
        assertEquals(0, bench.runDue());
    }

    @Test
    void whatAnEffectFindsOutdatedIsNotWrittenAndLookedAtAgainWithoutUsingUpAnAttempt() {
        var again = time.instant().plus(Duration.ofMinutes(1));
        var outdated = Uni.createFrom().<Void>failure(new Outdated("It has changed; looking again.", again));
        var job = bench.enqueue(
                Effect.none,
                sends(answers(JobResult.succeeded(
                        "Done.",
                        null,
                        work -> effects.write(work, "outdated", "early").chain(() -> outdated)))),
                answers(JobResult.succeeded("Done.", null, work -> effects.write(work, "outdated", "late"))));

        bench.runDue();

        var waiting = bench.see(job);
        assertEquals(JobState.queued, waiting.state());
        assertEquals("It has changed; looking again.", waiting.attempts().get(0).detail());
        assertEquals(List.of(), effects.of("outdated"));
        assertEquals(0, bench.runDue(), "it is not due");
        time.advance(Duration.ofMinutes(1));
        bench.runDue();
        assertEquals(JobState.succeeded, bench.see(job).state());
        assertEquals(List.of("late"), effects.of("outdated"));
    }

    @Test
    void aFailedAttemptIsRepeatedWhenItsBackoffHasPassed() {
        var job = bench.enqueue(
                Effect.none,
                answers(JobResult.failed("Not yet.")),
                answers(JobResult.failed("Not yet.")),
                answers(JobResult.succeeded("Now.")));

        bench.runDue();
        assertWaits(job, Duration.ofSeconds(30), Duration.ofSeconds(60));
        assertEquals(0, bench.runDue(), "it is not due");
        bench.advance(Duration.ofSeconds(60));
        bench.runDue();
        assertWaits(job, Duration.ofSeconds(60), Duration.ofSeconds(120));
        bench.advance(Duration.ofSeconds(120));
        bench.runDue();

        var seen = bench.see(job);
        assertEquals(JobState.succeeded, seen.state());
        assertEquals(List.of(Outcome.failed, Outcome.failed, Outcome.succeeded), outcomes(seen));
    }

    private void assertWaits(UUID job, Duration least, Duration most) {
        var seen = bench.see(job);
        assertEquals(JobState.failed, seen.state());
        var wait = Duration.between(seen.updatedAt(), seen.nextAttemptAt());
        // The two are read from the clock one after the other.
        assertTrue(wait.plusSeconds(1).compareTo(least) >= 0, () -> "waits " + wait);
        assertTrue(wait.compareTo(most) <= 0, () -> "waits " + wait);
    }

    @Test
    void theOtherSidesWishToWaitLongerIsRespected() {
        var later = time.instant().plus(Duration.ofHours(1));
        var job = bench.enqueue(
                Effect.none, answers(new JobResult.NotDone(Outcome.failed, "Busy.", null, true, later, this::nothing)));

        bench.runDue();

        assertEquals(later, bench.see(job).nextAttemptAt());
    }

    @Test
    void usedUpAttemptsEndWithAPerson() {
        var failed = answers(JobResult.failed("No."));
        var job = bench.enqueue(Effect.none, failed, failed, failed);

        for (var attempt = 0; attempt < 3; attempt++) {
            assertEquals(1, bench.runDue());
            bench.passBackoff();
        }

        var seen = bench.see(job);
        assertEquals(JobState.dead_letter, seen.state());
        assertEquals("No. All 3 attempts are used up.", seen.reason());
        assertEquals(3, seen.attempts().size());
        assertEquals(List.of("dead_letter"), bench.effects(job));
        assertEquals(1, bench.changes(job));
        bench.advance(Duration.ofDays(1));
        assertEquals(0, bench.runDue());
    }

    @Test
    void whatMustChangeWithADeadLetterCommitsWithItOrNeitherDoes() {
        var calls = new AtomicInteger();
        var job = bench.enqueue(Effect.none, answers(JobResult.rejected("They said no.", null)));
        script.whenDead(job, work -> failOnce(calls));

        bench.runDue();

        assertEquals(2, calls.get());
        assertEquals(JobState.dead_letter, bench.see(job).state());
        assertEquals(List.of("dead_letter"), bench.effects(job), "the note of the first try was taken back");
        assertEquals(1, bench.changes(job));
    }

    @Test
    void aRefusalIsNotRepeated() {
        var job = bench.enqueue(Effect.idempotent, sends(answers(JobResult.rejected("Fully booked.", Script.what()))));

        bench.runDue();

        var seen = bench.see(job);
        assertEquals(JobState.dead_letter, seen.state());
        assertEquals(List.of(Outcome.rejected), outcomes(seen));
        assertEquals(Script.what(), seen.attempts().get(0).received());
        assertEquals(Script.what(), seen.attempts().get(0).sent());
        assertEquals(List.of("dead_letter"), bench.effects(job));
    }

    @Test
    void aRefusalThatIsAnAnswerCompletesTheJob() {
        var job = bench.enqueue(
                Effect.idempotent, answers(JobResult.refused("No.", null, work -> write(work, "told the customer"))));

        bench.runDue();

        assertEquals(JobState.succeeded, bench.see(job).state());
        assertEquals(List.of(Outcome.rejected), outcomes(bench.see(job)));
        assertEquals(List.of("told the customer"), effects.of("refusal"));
    }

    @Test
    void anUnknownOutcomeIsRepeatedWhereThatIsHarmless() {
        var job = bench.enqueue(
                Effect.findable,
                sends(answers(JobResult.unknown("No answer."))),
                answers(JobResult.succeeded("Found it.")));

        bench.runDue();
        assertEquals(JobState.failed, bench.see(job).state());
        assertEquals(Verdict.Decision.reconcile_first, bench.see(job).verdict().decision());
        bench.passBackoff();
        bench.runDue();

        assertEquals(List.of(Outcome.unknown, Outcome.succeeded), outcomes(bench.see(job)));
    }

    @Test
    void anUnknownOutcomeIsNeverRepeatedWhereThatMayBeASecondAction() {
        var job = bench.enqueue(Effect.unrepeatable, sends(answers(JobResult.unknown("No answer."))));

        bench.runDue();

        var seen = bench.see(job);
        assertEquals(JobState.dead_letter, seen.state());
        assertEquals(Verdict.Decision.unsafe, seen.verdict().decision());
    }

    @Test
    void anUnexpectedFailureIsUnknownOnlyAfterSomethingWasSent() {
        Script.Step breaks = context -> Uni.createFrom().failure(new IllegalStateException("broken"));
        var before = bench.enqueue(Effect.findable, breaks);
        var after = bench.enqueue(Effect.findable, sends(breaks));
        var own = bench.enqueue(Effect.none, sends(breaks));

        bench.runDue();

        assertEquals(List.of(Outcome.failed), outcomes(bench.see(before)));
        assertEquals(List.of(Outcome.unknown), outcomes(bench.see(after)));
        assertEquals(List.of(Outcome.failed), outcomes(bench.see(own)), "its effect is in our own database");
        assertTrue(bench.see(after).attempts().get(0).detail().contains("broken"));
    }

    @Test
    void anAttemptThatDoesNotAnswerInTimeIsGivenUp() {
        Script.Step hangs = context -> Uni.createFrom().nothing();
        var silent = bench.enqueue(JobBench.TENANT, "test.hasty", hangs);
        var sent = bench.enqueue(JobBench.TENANT, "test.hasty", sends(hangs));

        bench.runDue();

        assertEquals(List.of(Outcome.failed), outcomes(bench.see(silent)));
        assertEquals(List.of(Outcome.unknown), outcomes(bench.see(sent)));
    }

    @Test
    void waitingUsesUpNoAttempt() {
        var steps = new Script.Step[11];
        for (var n = 0; n < 10; n++) {
            steps[n] = context ->
                    Uni.createFrom().item(JobResult.snoozed(time.instant().plus(Duration.ofMinutes(1)), "Too early."));
        }
        steps[10] = answers(JobResult.succeeded("Now."));
        var job = bench.enqueue(Effect.none, steps);

        for (var n = 0; n < 10; n++) {
            assertEquals(1, bench.runDue());
            assertEquals(JobState.queued, bench.see(job).state());
            assertEquals("Too early.", bench.see(job).reason());
            bench.advance(Duration.ofMinutes(1));
        }
        bench.runDue();

        assertEquals(JobState.succeeded, bench.see(job).state());
        assertEquals(List.of(Outcome.succeeded), outcomes(bench.see(job)), "waiting leaves no trace");
    }

    @Test
    void waitingAfterSomethingWasSentStaysOnRecordAndUsesUpNoAttempt() {
        Script.Step asks = sends(context -> Uni.createFrom()
                .item(JobResult.snoozed(time.instant().plus(Duration.ofMinutes(1)), "They are not ready.")));
        var job = bench.enqueue(Effect.findable, asks, asks, asks, asks, answers(JobResult.failed("No.")));

        for (var n = 0; n < 5; n++) {
            assertEquals(1, bench.runDue());
            bench.advance(Duration.ofMinutes(1));
        }

        assertEquals(JobState.failed, bench.see(job).state(), "one of three attempts is used up");
        assertEquals(5, bench.see(job).attempts().size());
        assertTrue(bench.see(job).attempts().stream()
                .limit(4)
                .allMatch(attempt -> attempt.sent() != null && attempt.outcome() == Outcome.succeeded));
    }

    @Test
    void whatChangesWithAnOutcomeCommitsWithItOrNotAtAll() {
        var calls = new AtomicInteger();
        Function<Work, Uni<Void>> effect =
                work -> write(work, "outcome", "effect").chain(() -> failOnce(calls));
        var job = bench.enqueue(Effect.none, answers(JobResult.succeeded("Done.", null, effect)));

        bench.runDue();

        assertEquals(2, calls.get(), "a passing trouble is overcome");
        assertEquals(JobState.succeeded, bench.see(job).state());
        assertEquals(List.of("effect"), effects.of("outcome"));
    }

    @Test
    void anEffectThatNeverSucceedsLeavesNothingAndTheAttemptFails() {
        Function<Work, Uni<Void>> broken =
                work -> write(work, "broken", "effect").chain(() -> failOnce(new AtomicInteger()));
        var done = bench.enqueue(Effect.none, answers(JobResult.succeeded("Done.", null, broken)));
        var notDone = bench.enqueue(
                Effect.findable,
                sends(answers(new JobResult.NotDone(Outcome.failed, "Not done.", null, true, null, broken))));

        try (var log = ExpectedLog.of(JobRunner.class, "its outcome could not be recorded")) {
            bench.runDue();
            assertEquals(2, log.count());
        }

        assertEquals(List.of(), effects.of("broken"));
        assertEquals(List.of(Outcome.failed), outcomes(bench.see(done)));
        assertEquals(JobState.failed, bench.see(done).state());
        assertEquals(List.of(Outcome.unknown), outcomes(bench.see(notDone)), "it had begun to act");
    }

    @Test
    void aHandlerSeesTheAttemptsBeforeItsOwn() {
        var seen = new AtomicInteger(-1);
        var job = bench.enqueue(
                Effect.findable,
                sends(answers(JobResult.unknown("No answer."))),
                context -> context.earlierAttempts()
                        .invoke(earlier -> seen.set(earlier.size()))
                        .invoke(earlier ->
                                assertEquals(Outcome.unknown, earlier.get(0).outcome()))
                        .replaceWith(JobResult.succeeded("Found it.")));

        bench.runDue();
        bench.passBackoff();
        bench.runDue();

        assertEquals(1, seen.get());
        assertFalse(bench.see(job).attempts().isEmpty());
    }

    private Uni<Void> failOnce(AtomicInteger calls) {
        return calls.incrementAndGet() == 1
                ? Uni.createFrom().failure(new IllegalStateException("broken"))
                : Uni.createFrom().voidItem();
    }

    private Uni<Void> nothing(Work work) {
        return Uni.createFrom().voidItem();
    }

    private Uni<Void> write(Work work, String what) {
        return write(work, "refusal", what);
    }

    private Uni<Void> write(Work work, String subject, String what) {
        return effects.write(work, subject, what);
    }

    private static List<Outcome> outcomes(JobView job) {
        return job.attempts().stream().map(JobView.AttemptView::outcome).toList();
    }
}
