package dev.throughline.kit.outbox;

import dev.throughline.kit.broker.Backoff;
import dev.throughline.kit.broker.Sent;
import dev.throughline.kit.roles.Role;
import dev.throughline.kit.roles.Roles;
import dev.throughline.kit.work.DedicatedConnection;
import dev.throughline.kit.work.Wakeups;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Publishes what is in the outbox. One relay per database is active, the one that holds an advisory lock; the others stand
 * by and take over within seconds when its session ends.
 *
 * <p>Guarantees: an event leaves the outbox only after the broker has confirmed it; it may be published more than once; the
 * events of one aggregate are published in their order, and after a failure again from the first one unconfirmed. It is
 * woken after every commit that published something, and by a poll. While the broker or the database is away it tries
 * again after at most five seconds.
 */
@ApplicationScoped
public class OutboxRelay {

    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(200);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final int FAILURES_TO_STEP_ASIDE = 4;

    private final Pool pool;
    private final RelayPublisher publisher;
    private final OutboxMetrics metrics;
    private final OutboxSettings settings;
    private final Roles roles;
    private final Vertx vertx;
    private final Backoff backoff = new Backoff(SHORTEST_WAIT, LONGEST_WAIT);
    private final AtomicBoolean working = new AtomicBoolean();
    private final AtomicBoolean again = new AtomicBoolean();
    private volatile RelaySession session;
    private volatile RelayState state = RelayState.off;
    private volatile String trouble = "not started";
    private volatile long notBefore;
    private volatile boolean open;
    private volatile boolean announced;
    private volatile int failures;
    private long timer;

    OutboxRelay(
            Pool pool,
            RelayPublisher publisher,
            OutboxMetrics metrics,
            OutboxSettings settings,
            Roles roles,
            Vertx vertx) {
        this.pool = pool;
        this.publisher = publisher;
        this.metrics = metrics;
        this.settings = settings;
        this.roles = roles;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent event) {
        if (roles.has(Role.worker) && settings.automatic()) {
            begin();
        }
    }

    void begin() {
        open = true;
        state = RelayState.disconnected;
        notBefore = System.nanoTime();
        metrics.follow(this);
        timer = vertx.setPeriodic(settings.poll().toMillis(), ignored -> wake());
        wake();
    }

    void woken(@Observes Wakeups.Kind kind) {
        if (kind == Wakeups.Kind.outbox) {
            wake();
        }
    }

    /** Lets the batch under way end, then hands the lock over at once. */
    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        if (!open) {
            return;
        }
        open = false;
        vertx.cancelTimer(timer);
        var deadline = System.nanoTime() + settings.drain().toNanos();
        while (working.get() && System.nanoTime() < deadline) {
            Thread.sleep(10);
        }
        leave();
        publisher.stop();
        state = RelayState.off;
    }

    /** Where this process's relay stands. */
    public RelayState state() {
        var held = session;
        return state == RelayState.active && (held == null || held.isLost()) ? RelayState.disconnected : state;
    }

    /** What keeps it from relaying, in a few words; empty if nothing does. */
    public String trouble() {
        return trouble;
    }

    private void wake() {
        if (!open) {
            return;
        }
        again.set(true);
        if (System.nanoTime() - notBefore >= 0 && working.compareAndSet(false, true)) {
            workWhileWoken();
        }
    }

    private void workWhileWoken() {
        if (!open || !again.getAndSet(false)) {
            working.set(false);
            if (open && again.get()) {
                wake();
            }
            return;
        }
        relayOnce().subscribe().with(this::relayed, this::failed);
    }

    private void relayed(Round round) {
        if (round == Round.more) {
            again.set(true);
        }
        switch (round) {
            case idle, more -> {
                failures = 0;
                backoff.reset();
                workWhileWoken();
            }
            case standby -> standBy();
            case failed -> rest();
        }
    }

    private void failed(Throwable failure) {
        trouble(failure.getMessage());
        if (session != null && session.isLost()) {
            leave();
        }
        rest();
    }

    /** Wake-ups are the active relay's: this one only looks from time to time whether it is needed. */
    private void standBy() {
        state = RelayState.standby;
        trouble = "";
        backoff.reset();
        notBefore = System.nanoTime() + settings.poll().toNanos() / 2;
        working.set(false);
    }

    private void rest() {
        metrics.failed();
        var wait = ++failures % FAILURES_TO_STEP_ASIDE == 0 ? stepAside() : backoff.next();
        notBefore = System.nanoTime() + wait.toNanos();
        working.set(false);
        if (open) {
            vertx.setTimer(wait.toMillis() + 1, ignored -> wake());
        }
    }

    /** It may be this process alone that cannot reach the broker: a standby gets the time to take the lock. */
    private Duration stepAside() {
        leave();
        return backoff.next().plus(settings.poll());
    }

    private Uni<Round> relayOnce() {
        var held = session;
        if (held != null && !held.isLost()) {
            return relayBatch(held);
        }
        leave();
        return DedicatedConnection.take(pool, settings.statementTimeout())
                .chain(RelaySession::tryOn)
                .chain(this::enter);
    }

    private Uni<Round> enter(RelaySession entered) {
        if (entered == null) {
            return Uni.createFrom().item(Round.standby);
        }
        session = entered;
        return publisher.connect().invoke(this::entered).chain(() -> relayBatch(entered));
    }

    private void entered() {
        LOG.info("This process relays events now.");
        announced = true;
        atWork();
    }

    private void atWork() {
        state = RelayState.active;
        trouble = "";
    }

    private void leave() {
        var left = session;
        session = null;
        if (left != null) {
            left.end();
        }
        if (left != null && announced) {
            announced = false;
            LOG.info("This process relays events no more.");
        }
    }

    private Uni<Round> relayBatch(RelaySession held) {
        return held.batch(settings.batch()).chain(batch -> batch.isEmpty() ? nothingToDo() : publish(held, batch));
    }

    private Uni<Round> nothingToDo() {
        return publisher.isConnected()
                ? Uni.createFrom().item(Round.idle).invoke(this::atWork)
                : publisher.connect().invoke(this::atWork).replaceWith(Round.idle);
    }

    private Uni<Round> publish(RelaySession held, List<OutboxRow> batch) {
        return publisher.publish(batch).chain(sent -> remove(held, batch, sent));
    }

    private Uni<Round> remove(RelaySession held, List<OutboxRow> batch, Sent sent) {
        var done = InOrder.done(batch, sent.confirmed());
        return held.done(done).invoke(() -> metrics.published(done.size())).replaceWith(() -> round(batch, sent));
    }

    private Round round(List<OutboxRow> batch, Sent sent) {
        if (!sent.complete()) {
            trouble("%d of %d events were confirmed: %s"
                    .formatted(sent.confirmed().size(), batch.size(), sent.failure()));
            return Round.failed;
        }
        atWork();
        return batch.size() == settings.batch() ? Round.more : Round.idle;
    }

    private void trouble(String reason) {
        if (state != RelayState.disconnected || trouble.isEmpty()) {
            LOG.warnf("Events are kept in the outbox and will be published later: %s", reason);
        }
        state = RelayState.disconnected;
        trouble = String.valueOf(reason);
    }

    private enum Round {
        idle,
        more,
        standby,
        failed
    }
}
