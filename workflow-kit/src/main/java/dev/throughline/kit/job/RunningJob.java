package dev.throughline.kit.job;

import java.time.Duration;

/** A job this process holds, with what it knows about its lease. Thread safe. */
final class RunningJob {

    private final Job job;
    private final long leaseNanos;
    private volatile long renewedAt;
    private volatile boolean lost;
    private volatile boolean sent;

    RunningJob(Job job, Duration lease, long claimedAt) {
        this.job = job;
        this.leaseNanos = lease.toNanos();
        this.renewedAt = claimedAt;
    }

    Job job() {
        return job;
    }

    /** The lease was renewed by a request that began at {@code asked}, a reading of {@link System#nanoTime}. */
    void renewed(long asked) {
        renewedAt = asked;
    }

    void lose() {
        lost = true;
    }

    /**
     * Whether this process may still act on the job, as far as it can know by itself: a process that was stopped for
     * longer than its lease finds out here before it asks the database.
     */
    boolean held() {
        return !lost && System.nanoTime() - renewedAt < leaseNanos;
    }

    void markSent() {
        sent = true;
    }

    boolean hasSent() {
        return sent;
    }

    LeaseLost leaseLost() {
        return new LeaseLost(job.id(), job.epoch());
    }
}
