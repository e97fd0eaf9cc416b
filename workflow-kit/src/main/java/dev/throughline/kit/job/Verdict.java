package dev.throughline.kit.job;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;

/**
 * Whether a job may be replayed, and why; computed from its ledger.
 *
 * @param evidence the attempts that decide it
 */
@RegisterForReflection
public record Verdict(Decision decision, String reason, List<Evidence> evidence) {

    /** What a person may do. */
    public enum Decision {
        /** A replay cannot be a second action. */
        safe,
        /** It may have happened: the replay looks before it acts. */
        reconcile_first,
        /** It may have happened and cannot be looked up: only evidence from outside decides. */
        unsafe
    }

    /** One attempt, in the words that matter here. */
    @RegisterForReflection
    public record Evidence(int attempt, Instant at, Outcome outcome, boolean sent, String detail) {}

    /** The verdict on {@code job} by its ledger alone. */
    static Verdict of(Job job, List<Attempt> attempts) {
        return of(job, attempts, List.of());
    }

    /**
     * The verdict on {@code job}, or {@code null} when it has succeeded and there is nothing to replay. What a person has
     * shown not to have happened is no longer in doubt.
     */
    static Verdict of(Job job, List<Attempt> attempts, List<Resolution> resolutions) {
        if (job.state() == JobState.succeeded) {
            return null;
        }
        var cleared = resolutions.stream()
                .filter(resolution -> resolution.outcome() == Outcome.failed)
                .map(Resolution::at)
                .max(Instant::compareTo)
                .orElse(Instant.MIN);
        var doubtful = attempts.stream()
                .filter(Verdict::mayHaveHappened)
                .filter(attempt -> attempt.startedAt().isAfter(cleared))
                .map(Verdict::evidence)
                .toList();
        var all = attempts.stream().map(Verdict::evidence).toList();
        if (job.effect() == Effect.none) {
            return new Verdict(
                    Decision.safe, "Everything it does is in our own database and commits with its outcome.", all);
        }
        if (doubtful.isEmpty()) {
            return new Verdict(
                    Decision.safe,
                    cleared.equals(Instant.MIN)
                            ? "Every attempt provably ended without an effect."
                            : "A person has shown that nothing happened.",
                    all);
        }
        return switch (job.effect()) {
            case none, idempotent ->
                new Verdict(
                        Decision.safe,
                        "An attempt may have had its effect, and the other side recognises a repetition.",
                        doubtful);
            case findable ->
                new Verdict(
                        Decision.reconcile_first,
                        "An attempt may have had its effect: it is looked up by our reference before anything is repeated.",
                        doubtful);
            case unrepeatable ->
                new Verdict(
                        Decision.unsafe,
                        "An attempt may have had its effect, which can neither be looked up nor repeated.",
                        doubtful);
        };
    }

    // An attempt that has no end on record and had announced an effect is as doubtful as one that ended unknown.
    private static boolean mayHaveHappened(Attempt attempt) {
        return attempt.outcome() == Outcome.unknown || attempt.outcome() == null && attempt.sent() != null;
    }

    private static Evidence evidence(Attempt attempt) {
        return new Evidence(
                attempt.number(), attempt.startedAt(), attempt.outcome(), attempt.sent() != null, attempt.detail());
    }
}
