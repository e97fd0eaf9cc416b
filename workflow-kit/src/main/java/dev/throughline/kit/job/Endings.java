package dev.throughline.kit.job;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;

/**
 * Ends attempts that change nothing else, those of all tenants together: what comes while a transaction is under way goes into
 * the next one, so an end never waits for others to come.
 *
 * <p>Each is fenced by its own epoch and has its own answer: {@code true} if it has ended, {@code false} if its job is no longer
 * held. It fails if it must be tried alone, because somebody has locked the job just now or the transaction failed, which may
 * have been another one's fault; nothing of the transaction was written then, unless its answer was lost.
 */
@ApplicationScoped
class Endings {

    private static final int MOST = 200;
    private static final int AT_ONCE = 2;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final JobStore store;
    private final Context context;
    // Touched on the one context only.
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private int underWay;

    Endings(JobStore store, Vertx vertx) {
        this.store = store;
        this.context = ((VertxInternal) vertx).createEventLoopContext();
    }

    private record Waiting(Ending ending, UniEmitter<? super Boolean> emitter) {}

    /** Ends the attempt with the next transaction. The answer arrives on any thread. */
    Uni<Boolean> end(Ending ending) {
        return Uni.createFrom().emitter(emitter -> {
            var asked = new Waiting(ending, emitter);
            context.runOnContext(ignored -> ask(asked));
        });
    }

    private void ask(Waiting asked) {
        waiting.add(asked);
        if (underWay < AT_ONCE) {
            underWay++;
            // What else has just ended shall come along.
            context.runOnContext(ignored -> write());
        }
    }

    private void write() {
        var together = new ArrayList<Waiting>(Math.min(waiting.size(), MOST));
        while (!waiting.isEmpty() && together.size() < MOST) {
            together.add(waiting.poll());
        }
        if (together.isEmpty()) {
            underWay--;
            return;
        }
        store.endAll(together.stream().map(Waiting::ending).toList())
                .ifNoItem()
                .after(LIMIT)
                .fail()
                .subscribe()
                .with(ended -> written(together, ended), failure -> unwritten(together, failure));
    }

    private void written(List<Waiting> together, Map<UUID, Boolean> ended) {
        context.runOnContext(ignored -> write());
        together.forEach(each -> answer(each, ended.get(each.ending().job().id())));
    }

    private static void answer(Waiting waiting, Boolean ended) {
        if (ended == null) {
            waiting.emitter().fail(new IllegalStateException("Somebody else is writing to the job."));
        } else {
            waiting.emitter().complete(ended);
        }
    }

    private void unwritten(List<Waiting> together, Throwable failure) {
        context.runOnContext(ignored -> write());
        together.forEach(each -> each.emitter().fail(failure));
    }
}
