package dev.throughline.bench;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/** When each job was enqueued and when it ran, and how often; jobs are numbered through all rounds of a process. */
public final class Executions {

    static final int MOST = 1 << 20;

    private final AtomicLongArray enqueued = new AtomicLongArray(MOST);
    private final AtomicLongArray started = new AtomicLongArray(MOST);
    private final AtomicIntegerArray times = new AtomicIntegerArray(MOST);
    private final AtomicInteger ran = new AtomicInteger();

    /** The job {@code number} begins to run. */
    public void started(int number) {
        if (times.getAndIncrement(number) == 0) {
            started.set(number, System.nanoTime());
            ran.incrementAndGet();
        }
    }

    void enqueued(int number) {
        enqueued.set(number, System.nanoTime());
    }

    /** How many jobs have begun to run, each counted once. */
    int ran() {
        return ran.get();
    }

    int times(int number) {
        return times.get(number);
    }

    /**
     * For how long the job was on record and had not begun to run, in nanoseconds; nothing if it began before its producer
     * had heard of the commit.
     */
    long waited(int number) {
        return Math.max(0, started.get(number) - enqueued.get(number));
    }
}
