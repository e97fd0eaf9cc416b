package dev.throughline.kit.outbox;

import dev.throughline.kit.time.TimeSource;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** What an operator watches: how much waits, for how long, how much went out, how often it failed, who relays. */
@ApplicationScoped
class OutboxMetrics {

    private static final Duration REFRESH = Duration.ofSeconds(5);
    private static final String PENDING = "select pending, oldest from kit_outbox_pending()";

    private final Pool pool;
    private final Vertx vertx;
    private final TimeSource time;
    private final MeterRegistry meters;
    private final Counter published;
    private final Counter failures;
    private final AtomicBoolean asking = new AtomicBoolean();
    private final AtomicBoolean following = new AtomicBoolean();
    private volatile long pending;
    private volatile Instant oldest;
    private volatile long timer = -1;

    OutboxMetrics(Pool pool, Vertx vertx, TimeSource time, MeterRegistry meters) {
        this.pool = pool;
        this.vertx = vertx;
        this.time = time;
        this.meters = meters;
        this.published = meters.counter("throughline.outbox.published");
        this.failures = meters.counter("throughline.outbox.publish.failures");
    }

    void follow(OutboxRelay relay) {
        if (!following.compareAndSet(false, true)) {
            return;
        }
        meters.gauge("throughline.outbox.pending", this, metrics -> metrics.pending);
        TimeGauge.builder("throughline.outbox.oldest.age", this, TimeUnit.MILLISECONDS, OutboxMetrics::age)
                .register(meters);
        meters.gauge("throughline.outbox.active", relay, each -> each.state() == RelayState.active ? 1 : 0);
        timer = vertx.setPeriodic(0, REFRESH.toMillis(), ignored -> refresh());
    }

    void published(int events) {
        published.increment(events);
    }

    void failed() {
        failures.increment();
    }

    @PreDestroy
    void stop() {
        if (timer >= 0) {
            vertx.cancelTimer(timer);
        }
    }

    private double age() {
        var since = oldest;
        return since == null
                ? 0
                : Math.max(0, Duration.between(since, time.instant()).toMillis());
    }

    private void refresh() {
        if (asking.compareAndSet(false, true)) {
            pool.withConnection(connection -> connection.query(PENDING).execute())
                    .onTermination()
                    .invoke(() -> asking.set(false))
                    .subscribe()
                    .with(rows -> note(rows.iterator().next()), failure -> {});
        }
    }

    private void note(Row row) {
        pending = row.getLong("pending");
        oldest = row.getValue("oldest") instanceof OffsetDateTime time ? time.toInstant() : null;
    }
}
