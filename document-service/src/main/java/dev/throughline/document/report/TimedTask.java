package dev.throughline.document.report;

import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * Work for a thread that it may keep for a while: the time runs from when the work begins. A thread that still works when
 * nobody waits for it any more is interrupted, and is stuck until it comes back.
 */
final class TimedTask<T> implements Runnable {

    private enum Stage {
        waiting,
        running,
        abandoned,
        over
    }

    private final Supplier<T> work;
    private final UniEmitter<? super T> emitter;
    private final Duration limit;
    private final IntConsumer stuck;
    private Stage stage = Stage.waiting;
    private Thread thread;
    private Future<?> timer;

    /** @param stuck is told 1 when the thread is stuck, and -1 when it has come back after all */
    TimedTask(Supplier<T> work, UniEmitter<? super T> emitter, Duration limit, IntConsumer stuck) {
        this.work = work;
        this.emitter = emitter;
        this.limit = limit;
        this.stuck = stuck;
    }

    @Override
    public void run() {
        if (!begin()) {
            return;
        }
        try {
            var result = work.get();
            if (end()) {
                emitter.complete(result);
            }
        } catch (RuntimeException | Error failure) {
            if (end()) {
                emitter.fail(failure);
            }
        }
    }

    private synchronized boolean begin() {
        if (stage != Stage.waiting) {
            return false;
        }
        timer = Infrastructure.getDefaultWorkerPool().schedule(this::timeIsUp, limit.toMillis(), TimeUnit.MILLISECONDS);
        thread = Thread.currentThread();
        stage = Stage.running;
        return true;
    }

    private void timeIsUp() {
        // Before whoever waits goes on: what comes next must find the thread counted.
        if (leave()) {
            emitter.fail(new RenderTimedOut(limit));
        }
    }

    /** Whether somebody still waits: of the end of the work and the end of its time, only the first is told. */
    private synchronized boolean end() {
        var awaited = stage == Stage.running;
        if (stage == Stage.abandoned) {
            stuck.accept(-1);
        }
        timer.cancel(false);
        stage = Stage.over;
        // An interrupt that came too late is none of the next task's business.
        Thread.interrupted();
        return awaited;
    }

    /** Interrupts work that has begun and is not over; answers whether it was so. */
    private synchronized boolean leave() {
        if (stage != Stage.running) {
            return false;
        }
        stage = Stage.abandoned;
        stuck.accept(1);
        timer.cancel(false);
        thread.interrupt();
        return true;
    }

    /** Nobody waits for the result any more; answers whether the work had not begun, and now never will. */
    synchronized boolean abandon() {
        if (stage == Stage.waiting) {
            stage = Stage.over;
            return true;
        }
        leave();
        return false;
    }
}
