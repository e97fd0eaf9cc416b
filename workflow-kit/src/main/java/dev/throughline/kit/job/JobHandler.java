package dev.throughline.kit.job;

import dev.throughline.kit.work.Work;
import io.smallrye.mutiny.Uni;
import java.time.Duration;

/**
 * Runs the jobs of one kind. A handler is an application-scoped bean.
 *
 * <p>The engine guarantees: an attempt is on record before {@link #run} is called; only one worker at a time holds the
 * job; what the handler hands over as {@link JobResult#effect} commits together with the attempt's outcome, or not at all
 * if the lease was lost. It does not guarantee that {@code run} is called once: a process can die at any moment, so an
 * effect outside our own database is announced with {@link JobContext#sending} before it starts, and looked up or
 * repeated under the same key when {@link JobContext#earlierAttempts} says that it may have happened.
 */
public interface JobHandler {

    /** The kind of jobs this handler runs, such as {@code partner.reserve}; unique within a service. */
    String kind();

    /** What a job of this kind does outside our own database. */
    Effect effect();

    /** How many attempts may be used up before a person is asked; snoozes do not count. */
    default int maxAttempts() {
        return 8;
    }

    /** How long one attempt may take before it is given up as {@code unknown}. */
    default Duration timeLimit() {
        return Duration.ofMinutes(2);
    }

    /** Executes one attempt. A failure of the returned {@code Uni} counts as {@link JobContext#failure}. */
    Uni<JobResult> run(JobContext context);

    /** What else must change in the transaction that dead-letters the job; nothing by default. */
    default Uni<Void> deadLettered(Work work, Job job) {
        return Uni.createFrom().voidItem();
    }

    /** What else must change in the transaction that puts a dead-lettered job back into the queue; nothing by default. */
    default Uni<Void> replayed(Work work, Job job) {
        return Uni.createFrom().voidItem();
    }

    /**
     * What else must change in the transaction in which a person says what became of a dead letter in doubt; nothing by
     * default. {@code job} is as it is afterwards: {@code succeeded}, {@code cancelled} after a rejection, or still a dead
     * letter, whose replay is safe now, after a failure.
     */
    default Uni<Void> resolved(Work work, Job job, Outcome outcome) {
        return Uni.createFrom().voidItem();
    }
}
