package dev.throughline.status.reading;

import dev.throughline.kit.identity.Caller;
import dev.throughline.kit.job.OwnContext;
import dev.throughline.kit.problem.ProblemType;
import dev.throughline.kit.problem.Problems;
import dev.throughline.kit.work.UnitOfWork;
import dev.throughline.status.freshness.FreshnessSettings;
import dev.throughline.status.freshness.Lag;
import dev.throughline.status.live.Changes;
import dev.throughline.status.view.Views;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Reads one booking for a caller. What the caller may not see is not there. A reader with a consistency token is never shown
 * an older state: it waits for as long as it prefers, woken by changes and not by polling, and is then asked to come again.
 */
@ApplicationScoped
public class Reader {

    private static final Duration COME_AGAIN = Duration.ofSeconds(1);

    private final UnitOfWork unitOfWork;
    private final Views views;
    private final Lag lag;
    private final Changes changes;
    private final FreshnessSettings settings;

    Reader(UnitOfWork unitOfWork, Views views, Lag lag, Changes changes, FreshnessSettings settings) {
        this.unitOfWork = unitOfWork;
        this.views = views;
        this.lag = lag;
        this.changes = changes;
        this.settings = settings;
    }

    /** A problem: 404 if there is no such booking for the caller, 503 if what is wanted has not come in time. */
    public Uni<Shown> read(Caller caller, UUID id, Wanted wanted) {
        if (wanted.token() == null) {
            return find(caller, id).onItem().ifNull().failWith(() -> Problems.notFound("booking"));
        }
        var patient = changes.watchersOf(caller.tenant()) < settings.waiters();
        var until = System.nanoTime() + (patient ? wanted.patience().toNanos() : 0);
        return look(new Looking(caller, id, wanted, until));
    }

    private record Looking(Caller caller, UUID id, Wanted wanted, long until) {

        Duration left() {
            return Duration.ofNanos(until - System.nanoTime());
        }
    }

    /** Watches before it reads: a change in between is not missed. */
    private Uni<Shown> look(Looking looking) {
        var changed = new CompletableFuture<Boolean>();
        var watch = changes.watch(looking.caller().tenant(), looking.id(), 0, () -> changed.complete(true));
        return find(looking.caller(), looking.id())
                .invoke(shown -> watch.seen(shown == null ? 0 : shown.position()))
                .chain(shown ->
                        looking.wanted().satisfiedBy(shown) ? Uni.createFrom().item(shown) : later(looking, changed))
                .eventually(watch::close);
    }

    private Uni<Shown> later(Looking looking, CompletableFuture<Boolean> changed) {
        var left = looking.left();
        if (left.isNegative() || left.isZero()) {
            return notYet();
        }
        return Uni.createFrom()
                .completionStage(() -> changed)
                .ifNoItem()
                .after(left)
                .recoverWithItem(false)
                .emitOn(OwnContext.current())
                .chain(came -> came ? look(looking) : notYet());
    }

    private static Uni<Shown> notYet() {
        return Uni.createFrom()
                .failure(() -> Problems.retryLater(
                        ProblemType.UNAVAILABLE,
                        "The state that the token stands for has not arrived here yet. Ask again, with the same token.",
                        COME_AGAIN));
    }

    private Uni<Shown> find(Caller caller, UUID id) {
        return unitOfWork.read(caller.tenant(), session -> find(session, caller, id));
    }

    /** {@code null} if there is no such booking for the caller. */
    public Uni<Shown> find(Mutiny.Session session, Caller caller, UUID id) {
        return views.find(session, caller.tenant(), id)
                .map(found -> found != null && mayShow(caller, found) ? found : null)
                .onItem()
                .ifNotNull()
                .transformToUni(found -> lag.ofBooking(
                                session,
                                id,
                                found.view().aggregates(),
                                found.view().lastEventAt())
                        .map(freshness -> new Shown(id, found.view(), found.position(), freshness)));
    }

    private static boolean mayShow(Caller caller, Views.Numbered found) {
        return found.view().placed()
                && (!caller.ownOnly() || caller.subject().equals(found.view().owner()));
    }
}
