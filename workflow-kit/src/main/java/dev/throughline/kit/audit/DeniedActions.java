package dev.throughline.kit.audit;

import dev.throughline.kit.job.OwnContext;
import dev.throughline.kit.trace.Traces;
import dev.throughline.kit.work.UnitOfWork;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.security.spi.runtime.AuthorizationFailureEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Puts what callers were not permitted to do into the audit trail, one transaction each, without keeping the answer
 * waiting. What cannot be written (too many at once, no database) is in the log instead, with all that the trail would say.
 */
@ApplicationScoped
class DeniedActions {

    private static final Logger LOG = Logger.getLogger(DeniedActions.class);
    private static final int MAX_WAITING = 1000;
    private static final Duration LAST_WRITES = Duration.ofSeconds(5);

    private final UnitOfWork unitOfWork;
    private final OwnContext ownContext;
    private final Queue<DeniedAction> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unwritten = new AtomicInteger();
    private final AtomicBoolean writing = new AtomicBoolean();

    DeniedActions(UnitOfWork unitOfWork, OwnContext ownContext) {
        this.unitOfWork = unitOfWork;
        this.ownContext = ownContext;
    }

    void denied(@Observes AuthorizationFailureEvent event) {
        DeniedAction.of(event).ifPresent(this::keep);
    }

    private void keep(DeniedAction denied) {
        if (unwritten.incrementAndGet() > MAX_WAITING) {
            unwritten.decrementAndGet();
            log(denied, "too many at once");
            return;
        }
        waiting.add(denied);
        writeNext();
    }

    private void writeNext() {
        if (waiting.isEmpty() || !writing.compareAndSet(false, true)) {
            return;
        }
        var denied = waiting.poll();
        if (denied == null) {
            writing.set(false);
            return;
        }
        ownContext
                .run(() -> write(denied))
                .onFailure()
                .invoke(failure -> log(denied, failure.getMessage()))
                .subscribe()
                .with(done -> written(), failure -> written());
    }

    private Uni<Void> write(DeniedAction denied) {
        // Kept in the context that this transaction has for itself; it goes away with it.
        var unused = Traces.continueFrom(denied.traceparent()).makeCurrent();
        return unitOfWork.perform(denied.origin(), work -> {
            work.audit(denied.entry());
            return Uni.createFrom().voidItem();
        });
    }

    private void written() {
        unwritten.decrementAndGet();
        writing.set(false);
        writeNext();
    }

    private static void log(DeniedAction denied, String why) {
        LOG.warnf("Denied, and not in the audit trail (%s): %s", why, denied);
    }

    /** Gives what is still unwritten the time to be. */
    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        var deadline = System.nanoTime() + LAST_WRITES.toNanos();
        while (unwritten.get() > 0 && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
        waiting.forEach(denied -> log(denied, "the process stops"));
    }
}
