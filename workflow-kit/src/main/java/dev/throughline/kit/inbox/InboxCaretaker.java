package dev.throughline.kit.inbox;

import dev.throughline.kit.roles.Role;
import dev.throughline.kit.roles.Roles;
import dev.throughline.kit.time.TimeSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Looks after the inbox: applies waiting events whose turn has come when nobody did (their process died, or an aggregate
 * begins in the middle), forgets old claims, and counts what waits.
 */
@ApplicationScoped
class InboxCaretaker {

    private static final Logger LOG = Logger.getLogger(InboxCaretaker.class);
    private static final int AGGREGATES = 100;
    private static final int CLAIMS = 1000;

    private final Inbox inbox;
    private final InboxStore store;
    private final Consumers consumers;
    private final InboxSettings settings;
    private final Roles roles;
    private final TimeSource time;
    private final MeterRegistry meters;
    private final Vertx vertx;
    private final List<Long> timers = new ArrayList<>();
    private final Map<String, InboxStore.Counts> counts = new ConcurrentHashMap<>();

    InboxCaretaker(
            Inbox inbox,
            InboxStore store,
            Consumers consumers,
            InboxSettings settings,
            Roles roles,
            TimeSource time,
            MeterRegistry meters,
            Vertx vertx) {
        this.inbox = inbox;
        this.store = store;
        this.consumers = consumers;
        this.settings = settings;
        this.roles = roles;
        this.time = time;
        this.meters = meters;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent event) {
        if (!roles.has(Role.worker) || consumers.names().isEmpty()) {
            return;
        }
        consumers.names().forEach(this::register);
        every(settings.sweep(), () -> sweep().call(this::count));
        every(settings.prune(), this::prune);
    }

    void stop(@Observes ShutdownEvent event) {
        timers.forEach(vertx::cancelTimer);
    }

    /** Applies what need wait no longer. */
    Uni<Void> sweep() {
        var gapBefore = time.instant().minus(settings.gapTimeout());
        return store.ready(consumers.names(), gapBefore, AGGREGATES)
                .onItem()
                .transformToMulti(ready -> Multi.createFrom().iterable(ready))
                .onItem()
                .transformToUni(each -> inbox.drain(consumers.named(each.consumer()), each.tenant(), each.aggregate()))
                .merge(AGGREGATES)
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** Forgets claims that are older than any event that may still come, in small steps. */
    Uni<Void> prune() {
        var before = time.instant().minus(settings.retention());
        return Uni.createFrom()
                .deferred(() -> store.prune(before, CLAIMS))
                .repeat()
                .whilst(gone -> gone == CLAIMS)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> count() {
        return store.counts(consumers.names())
                .invoke(all -> all.forEach(each -> counts.put(each.consumer(), each)))
                .replaceWithVoid();
    }

    private void register(String consumer) {
        var tags = Tags.of("consumer", consumer);
        meters.gauge(
                "throughline.inbox.waiting",
                tags,
                counts,
                all -> of(all, consumer).waiting());
        meters.gauge(
                "throughline.inbox.parked",
                tags,
                counts,
                all -> of(all, consumer).parked());
        TimeGauge.builder("throughline.inbox.oldest.age", counts, TimeUnit.MILLISECONDS, all -> age(of(all, consumer)))
                .tags(tags)
                .register(meters);
    }

    private static InboxStore.Counts of(Map<String, InboxStore.Counts> counts, String consumer) {
        return counts.getOrDefault(consumer, new InboxStore.Counts(consumer, 0, null, 0));
    }

    private double age(InboxStore.Counts counts) {
        Instant oldest = counts.oldest();
        return oldest == null
                ? 0
                : Math.max(0, Duration.between(oldest, time.instant()).toMillis());
    }

    private void every(Duration interval, Supplier<Uni<Void>> task) {
        var busy = new AtomicBoolean();
        timers.add(vertx.setPeriodic(interval.toMillis(), ignored -> run(task, busy)));
    }

    private static void run(Supplier<Uni<Void>> task, AtomicBoolean busy) {
        if (busy.compareAndSet(false, true)) {
            task.get()
                    .onTermination()
                    .invoke(() -> busy.set(false))
                    .subscribe()
                    .with(
                            done -> {},
                            failure -> LOG.debugf("The inbox will be looked after later: %s", failure.getMessage()));
        }
    }
}
