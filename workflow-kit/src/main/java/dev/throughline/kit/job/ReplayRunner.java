package dev.throughline.kit.job;

import dev.throughline.kit.roles.Role;
import dev.throughline.kit.roles.Roles;
import dev.throughline.kit.time.TimeSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Replays the dead letters of batches, slice by slice, each batch at its pace. One process of a service is at work at a
 * time; when it dies, another carries on where it was once its lease has run out.
 *
 * <p>Guarantees: each item is done once, in a transaction of its own that also writes its result; in no minute is more of a
 * batch replayed than its pace says, give or take what it says for a second. Time in which nobody was at work is not made
 * up for.
 */
@ApplicationScoped
class ReplayRunner {

    private static final Logger LOG = Logger.getLogger(ReplayRunner.class);
    private static final int AT_ONCE = 4;

    private final ReplaySlices slices;
    private final ReplayItems items;
    private final JobSettings settings;
    private final JobKinds kinds;
    private final WorkerName name;
    private final Roles roles;
    private final TimeSource time;
    private final MeterRegistry meters;
    private final Vertx vertx;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile ReplaySlice current;
    private volatile boolean open;
    private volatile boolean troubled;
    private long timer;

    ReplayRunner(
            ReplaySlices slices,
            ReplayItems items,
            JobSettings settings,
            JobKinds kinds,
            WorkerName name,
            Roles roles,
            TimeSource time,
            MeterRegistry meters,
            Vertx vertx) {
        this.slices = slices;
        this.items = items;
        this.settings = settings;
        this.kinds = kinds;
        this.name = name;
        this.roles = roles;
        this.time = time;
        this.meters = meters;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent event) {
        if (settings.automatic() && roles.has(Role.worker) && !kinds.names().isEmpty()) {
            open = true;
            timer = vertx.setPeriodic(settings.poll().toMillis(), ignored -> wake());
        }
    }

    /** Lets the items under way end and gives the slice back, so that another process carries on at once. */
    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        if (!open) {
            return;
        }
        open = false;
        vertx.cancelTimer(timer);
        var slice = current;
        if (slice != null) {
            slice.stop(new IllegalStateException("The process is stopping."));
        }
        var deadline = System.nanoTime() + settings.drain().toNanos();
        while (busy.get() && System.nanoTime() < deadline) {
            Thread.sleep(10);
        }
    }

    private void wake() {
        if (open && busy.compareAndSet(false, true)) {
            runSlice().onTermination().invoke(() -> busy.set(false)).subscribe().with(this::ran, this::notRun);
        }
    }

    private void ran(ReplaySlice slice) {
        if (slice == null) {
            return;
        }
        if (slice.trouble() != null) {
            notRun(slice.trouble());
            return;
        }
        troubled = false;
        // At a quick pace the next slice is due before the next poll.
        var wait = Duration.between(time.instant(), slice.batch().dueAt()).toMillis();
        if (wait < settings.poll().toMillis()) {
            vertx.setTimer(Math.max(1, wait), ignored -> wake());
        }
    }

    private void notRun(Throwable failure) {
        if (failure instanceof ReplaySlice.Lost) {
            LOG.info(failure.getMessage());
        } else if (!troubled && open) {
            troubled = true;
            LOG.warnf("Dead letters will be replayed later: %s", failure.getMessage());
        }
    }

    /** Claims a slice if one is due, and does what can be done of it; answers the slice, or {@code null}. */
    Uni<ReplaySlice> runSlice() {
        return slices.claim(name.value(), settings.lease())
                .chain(slice -> slice == null ? Uni.createFrom().nullItem() : work(slice));
    }

    private Uni<ReplaySlice> work(ReplaySlice slice) {
        current = slice;
        return Multi.createFrom()
                .iterable(slice.numbers())
                .onItem()
                .transformToUni(number -> perform(slice, number))
                .merge(AT_ONCE)
                .collect()
                .last()
                .chain(() -> release(slice))
                .eventually(() -> current = null)
                .replaceWith(slice);
    }

    // Never fails and is never cancelled: a transaction under way is not to be abandoned.
    private Uni<Void> perform(ReplaySlice slice, int number) {
        if (slice.trouble() != null) {
            return Uni.createFrom().voidItem();
        }
        return items.perform(slice, number)
                .invoke(end -> meters.counter(
                                "throughline.jobs.replays.items",
                                "result",
                                end.result().name())
                        .increment())
                .onFailure()
                .invoke(slice::stop)
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    private Uni<ReplayState> release(ReplaySlice slice) {
        return slices.release(slice)
                .invoke(state -> tell(slice, state))
                .onFailure()
                .invoke(slice::stop)
                .onFailure()
                .recoverWithNull();
    }

    private static void tell(ReplaySlice slice, ReplayState state) {
        if (state == ReplayState.finished) {
            LOG.infof(
                    "Replay %s of %d dead letters is finished.",
                    slice.batch().id(), slice.batch().total());
        }
    }
}
