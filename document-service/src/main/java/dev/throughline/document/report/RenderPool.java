package dev.throughline.document.report;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Threads for what blocks: a few, so that rendering leaves processors to the rest, with a short queue. Whoever does not wait
 * for the result any more gives up the place in the queue.
 *
 * <p>A thread that does not come back when its time is up is replaced, but no more of them than there are places: when so
 * many are stuck, {@link RenderLiveness} asks for a restart.
 */
@ApplicationScoped
class RenderPool {

    private static final int QUEUE = 256;

    private final RenderSettings settings;
    private final ThreadPoolExecutor threads;
    private volatile int stuck;

    RenderPool(RenderSettings settings, MeterRegistry meters) {
        this.settings = settings;
        var number = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                settings.concurrency(),
                settings.concurrency(),
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(QUEUE),
                task -> daemon(task, "render-" + number.incrementAndGet()));
        threads.allowCoreThreadTimeOut(true);
        meters.gauge("throughline.document.render.stuck", this, RenderPool::stuck);
    }

    /**
     * Executes {@code work} on one of the threads, where the result arrives too. Fails with {@link RenderTimedOut} if the
     * work takes too long once it has begun, and at once with {@link RejectedExecutionException} if the queue is full or
     * every thread is stuck.
     */
    <T> Uni<T> execute(Supplier<T> work) {
        return Uni.createFrom().emitter(emitter -> submit(work, emitter));
    }

    private <T> void submit(Supplier<T> work, UniEmitter<? super T> emitter) {
        var task = new TimedTask<T>(work, emitter, settings.timeLimit(), this::noteStuck);
        try {
            requireThread();
            threads.execute(task);
            emitter.onTermination(() -> abandon(task));
        } catch (RejectedExecutionException noPlace) {
            emitter.fail(noPlace);
        }
    }

    private void requireThread() {
        if (stuck >= 2 * settings.concurrency()) {
            throw new RejectedExecutionException("All %d threads are stuck.".formatted(stuck));
        }
    }

    private void abandon(TimedTask<?> task) {
        if (task.abandon()) {
            threads.remove(task);
        }
    }

    private synchronized void noteStuck(int change) {
        stuck = stuck + change;
        var size = settings.concurrency() + Math.min(stuck, settings.concurrency());
        // The executor refuses a core that is larger than its maximum, even for a moment.
        if (size > threads.getMaximumPoolSize()) {
            threads.setMaximumPoolSize(size);
            threads.setCorePoolSize(size);
        } else {
            threads.setCorePoolSize(size);
            threads.setMaximumPoolSize(size);
        }
    }

    /** How many threads still work on what nobody waits for any more. */
    int stuck() {
        return stuck;
    }

    void stop(@Observes ShutdownEvent event) {
        threads.shutdownNow();
    }

    private static Thread daemon(Runnable task, String name) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
