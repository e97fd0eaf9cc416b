package dev.throughline.kit.job;

import dev.throughline.kit.time.TimeSource;
import jakarta.enterprise.context.ApplicationScoped;

/** Decides where a job goes when an attempt has ended. Retries are bounded and end with a person. */
@ApplicationScoped
class RetryPolicy {

    private final RetryBackoff backoff;
    private final TimeSource time;

    RetryPolicy(RetryBackoff backoff, TimeSource time) {
        this.backoff = backoff;
        this.time = time;
    }

    AttemptEnd after(Job job, JobResult result, boolean hasSent) {
        if (result instanceof JobResult.Done done) {
            return new AttemptEnd(
                    JobState.succeeded, null, done.outcome(), done.detail(), done.received(), null, false, false);
        }
        if (result instanceof JobResult.Snoozed snoozed) {
            return new AttemptEnd(
                    JobState.queued,
                    snoozed.detail(),
                    Outcome.succeeded,
                    snoozed.detail(),
                    snoozed.received(),
                    snoozed.until(),
                    !hasSent,
                    hasSent);
        }
        return after(job, (JobResult.NotDone) result);
    }

    private AttemptEnd after(Job job, JobResult.NotDone result) {
        var obstacle = obstacle(job, result);
        if (obstacle != null) {
            return new AttemptEnd(
                    JobState.dead_letter,
                    result.detail() + " " + obstacle,
                    result.outcome(),
                    result.detail(),
                    result.received(),
                    null,
                    false,
                    false);
        }
        var backedOff = time.instant().plus(backoff.after(job.attempts() - job.snoozes()));
        var next = result.notBefore() != null && result.notBefore().isAfter(backedOff) ? result.notBefore() : backedOff;
        return new AttemptEnd(
                JobState.failed,
                result.detail(),
                result.outcome(),
                result.detail(),
                result.received(),
                next,
                false,
                false);
    }

    /** Why no further attempt may follow by itself; {@code null} if one may. */
    private static String obstacle(Job job, JobResult.NotDone result) {
        if (!result.retry()) {
            return "Trying again by itself would not help.";
        }
        if (result.outcome() == Outcome.unknown && job.effect() == Effect.unrepeatable) {
            return "It may have happened and can neither be looked up nor safely repeated.";
        }
        if (job.exhausted()) {
            return "All %d attempts are used up.".formatted(job.maxAttempts());
        }
        return null;
    }
}
