package dev.throughline.kit.work;

import dev.throughline.kit.audit.AuditEntry;
import dev.throughline.kit.event.NewEvent;
import dev.throughline.kit.job.NewJob;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * One transaction in progress. What is published, enqueued or audited here is written by the same transaction, after the
 * session's own changes are flushed and before the commit: it happens exactly if the commit happens. Not thread safe; must
 * not be used after the action that received it has ended.
 */
public final class Work {

    private final Mutiny.Session session;
    private final Origin origin;
    private final UniqueJobs uniqueJobs;
    private final List<NewEvent> events = new ArrayList<>();
    private final List<NewJob> jobs = new ArrayList<>();
    private final List<AuditEntry> audits = new ArrayList<>();
    private final List<Runnable> afterwards = new ArrayList<>();

    private boolean jobsDue;

    Work(Mutiny.Session session, Origin origin, UniqueJobs uniqueJobs) {
        this.session = session;
        this.origin = origin;
        this.uniqueJobs = uniqueJobs;
    }

    /** The session of this transaction, the same one that Panache repositories use inside it. Never two operations at once. */
    public Mutiny.Session session() {
        return session;
    }

    public Origin origin() {
        return origin;
    }

    /**
     * Appends an event to the outbox. Delivery is at least once, in the order of {@link NewEvent#sequence()} within one
     * aggregate; it begins after the commit.
     */
    public void publish(NewEvent event) {
        events.add(event);
    }

    /**
     * Enqueues a job. A worker may claim it as soon as the transaction has committed, never before. Where a job with the same
     * {@link NewJob#uniqueKey} is open, nothing is enqueued.
     */
    public void enqueue(NewJob job) {
        jobs.add(job);
    }

    /**
     * Enqueues a job that has a {@link NewJob#uniqueKey} at once, and answers its id; or the id of the job of this tenant with
     * the same kind and key that is queued, failed or running, in which case nothing is enqueued. It waits for another
     * transaction that is just enqueueing its like.
     *
     * @throws IllegalArgumentException if the job has no unique key
     */
    public Uni<UUID> enqueueUnique(NewJob job) {
        if (job.uniqueKey() == null) {
            throw new IllegalArgumentException("Job %s has no unique key.".formatted(job.id()));
        }
        return uniqueJobs.enqueue(this, job).invoke(this::enqueued);
    }

    /** Says that the action has made a job due in another way than by {@link #enqueue}: the workers are woken. */
    public void enqueued() {
        jobsDue = true;
    }

    boolean jobsDue() {
        return jobsDue || !jobs.isEmpty();
    }

    /** Records who did what, when, why, and whether it was allowed. */
    public void audit(AuditEntry entry) {
        audits.add(entry);
    }

    /**
     * Runs {@code signal} in this process after the commit, never after a rollback. It must neither block nor fail, and is a
     * hint only: it is lost when the process dies in between.
     */
    public void afterCommit(Runnable signal) {
        afterwards.add(signal);
    }

    List<Runnable> afterwards() {
        return afterwards;
    }

    List<NewEvent> events() {
        return events;
    }

    List<NewJob> jobs() {
        return jobs;
    }

    List<AuditEntry> audits() {
        return audits;
    }
}
