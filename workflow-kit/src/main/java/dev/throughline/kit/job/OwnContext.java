package dev.throughline.kit.job;

import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Gives background work a duplicated Vert.x context of its own, so that its session, trace and log fields are nobody
 * else's; the event loops take turns.
 */
@ApplicationScoped
public class OwnContext {

    private final VertxInternal vertx;

    OwnContext(Vertx vertx) {
        this.vertx = (VertxInternal) vertx;
    }

    /**
     * Executes on the Vert.x context of the caller. What waits for a timer or another thread comes back to it with this,
     * since a session must not change its context.
     *
     * @throws IllegalStateException if the caller is on none
     */
    public static Executor current() {
        var context = Vertx.currentContext();
        if (context == null) {
            throw new IllegalStateException("Background work must run on a Vert.x context.");
        }
        return command -> context.runOnContext(ignored -> command.run());
    }

    /** Runs {@code work} on a new context; the result arrives on that context. */
    public <T> Uni<T> run(Supplier<Uni<T>> work) {
        return Uni.createFrom().emitter(emitter -> {
            var context = VertxContext.createNewDuplicatedContext(vertx.createEventLoopContext());
            VertxContextSafetyToggle.setContextSafe(context, true);
            context.runOnContext(ignored ->
                    Uni.createFrom().deferred(() -> work.get()).subscribe().with(emitter::complete, emitter::fail));
        });
    }
}
