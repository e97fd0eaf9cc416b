package dev.throughline.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** One contender's turn: so many jobs as fast as its producers can, or at a pace. */
final class Turn {

    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(2);

    private final Contender contender;
    private final Executions executions;
    private final Setting setting;
    private final Connection onlooker;
    private int enqueued;

    Turn(Contender contender, Executions executions, Setting setting, Connection onlooker) {
        this.contender = contender;
        this.executions = executions;
        this.setting = setting;
        this.onlooker = onlooker;
    }

    /** The numbers from 0 that have been given to jobs. */
    int enqueued() {
        return enqueued;
    }

    /** Enqueues {@code jobs}, one per transaction; answers the nanoseconds from the first one to the last one being done. */
    long throughput(int jobs) throws SQLException {
        var first = take(jobs);
        var begun = System.nanoTime();
        var next = new AtomicInteger(first);
        var producers = new CompletableFuture<?>[setting.producers()];
        Arrays.setAll(producers, ignored -> produce(next, first + jobs));
        CompletableFuture.allOf(producers).join();
        awaitDone();
        return System.nanoTime() - begun;
    }

    private int take(int jobs) {
        if (jobs > Executions.MOST - enqueued) {
            throw new IllegalArgumentException("No more than %d jobs in one run.".formatted(Executions.MOST));
        }
        var first = enqueued;
        enqueued += jobs;
        return first;
    }

    private CompletableFuture<?> produce(AtomicInteger next, int end) {
        var produced = new CompletableFuture<Void>();
        produceNext(next, end, produced);
        return produced;
    }

    private void produceNext(AtomicInteger next, int end, CompletableFuture<Void> produced) {
        var number = next.getAndIncrement();
        if (number >= end) {
            produced.complete(null);
            return;
        }
        contender.enqueue(number).whenComplete((done, failure) -> {
            if (failure == null) {
                executions.enqueued(number);
                produceNext(next, end, produced);
            } else {
                produced.completeExceptionally(failure);
            }
        });
    }

    /**
     * Enqueues {@code jobs}, {@code perSecond} of them evenly, whether the earlier ones are done or not; answers how long
     * each waited to be picked up, in nanoseconds, in ascending order.
     */
    long[] paced(int jobs, int perSecond) throws SQLException {
        var first = take(jobs);
        var failed = new AtomicReference<Throwable>();
        var underWay = new Semaphore(jobs);
        var begun = System.nanoTime();
        for (var i = 0; i < jobs; i++) {
            pauseUntil(begun + i * TimeUnit.SECONDS.toNanos(1) / perSecond);
            underWay.acquireUninterruptibly();
            enqueue(first + i, underWay, failed);
        }
        underWay.acquireUninterruptibly(jobs);
        if (failed.get() != null) {
            throw new IllegalStateException("A job could not be enqueued.", failed.get());
        }
        awaitDone();
        var waited = new long[jobs];
        Arrays.setAll(waited, i -> executions.waited(first + i));
        Arrays.sort(waited);
        return waited;
    }

    private void enqueue(int number, Semaphore underWay, AtomicReference<Throwable> failed) {
        contender.enqueue(number).whenComplete((done, failure) -> {
            executions.enqueued(number);
            failed.compareAndSet(null, failure);
            underWay.release();
        });
    }

    private static void pauseUntil(long time) {
        while (time - System.nanoTime() > 0) {
            LockSupport.parkNanos(time - System.nanoTime());
        }
    }

    private void awaitDone() throws SQLException {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(setting.seconds());
        while (executions.ran() < enqueued || open() > 0) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("After %d s, %d of %d jobs have run and %d are not done."
                        .formatted(setting.seconds(), executions.ran(), enqueued, open()));
            }
            LockSupport.parkNanos(LOOK);
        }
    }

    long open() throws SQLException {
        return ask(contender.open());
    }

    long ask(String query) throws SQLException {
        try (var statement = onlooker.prepareStatement(query);
                var found = statement.executeQuery()) {
            found.next();
            return found.getLong(1);
        }
    }
}
