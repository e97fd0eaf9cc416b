package dev.throughline.kit.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.kit.roles.Role;
import dev.throughline.kit.roles.Roles;
import dev.throughline.kit.time.TimeSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * What an operator watches: how many jobs of each kind are not over and in which state, since when one is due, how far
 * replays are. Read from the front of indexes, no further than {@link #MOST} rows each, whatever the size of the tables.
 */
@ApplicationScoped
class JobMetrics {

    /** No count says more than this. */
    static final int MOST = 10_000;

    private static final Logger LOG = Logger.getLogger(JobMetrics.class);
    private static final Duration REFRESH = Duration.ofSeconds(15);
    private static final List<JobState> NOT_OVER =
            List.of(JobState.queued, JobState.running, JobState.failed, JobState.dead_letter);
    private static final String FIGURES = """
            select (select coalesce(json_agg(c), '[]')::text from kit_job_counts($1) c) as jobs,
                   kit_oldest_due($2::timestamptz) as oldest, r.batches, r.pending
            from kit_replays_running($1) r
            """;

    private final Pool pool;
    private final JobKinds kinds;
    private final JobSettings settings;
    private final Roles roles;
    private final TimeSource time;
    private final ObjectMapper json;
    private final MeterRegistry meters;
    private final Vertx vertx;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile MultiGauge open;
    private volatile Instant oldest;
    private volatile long batches;
    private volatile long pending;
    private long timer = -1;

    JobMetrics(
            Pool pool,
            JobKinds kinds,
            JobSettings settings,
            Roles roles,
            TimeSource time,
            ObjectMapper json,
            MeterRegistry meters,
            Vertx vertx) {
        this.pool = pool;
        this.kinds = kinds;
        this.settings = settings;
        this.roles = roles;
        this.time = time;
        this.json = json;
        this.meters = meters;
        this.vertx = vertx;
    }

    private record Series(String kind, String state) {}

    void start(@Observes StartupEvent event) {
        if (settings.automatic() && roles.has(Role.worker) && !kinds.names().isEmpty()) {
            register();
            timer = vertx.setPeriodic(0, REFRESH.toMillis(), ignored -> run());
        }
    }

    void stop(@Observes ShutdownEvent event) {
        if (timer >= 0) {
            vertx.cancelTimer(timer);
        }
    }

    void register() {
        if (open != null) {
            return;
        }
        open = MultiGauge.builder("throughline.jobs.open")
                .description("Jobs that are not over, counted up to " + MOST)
                .register(meters);
        TimeGauge.builder("throughline.jobs.due.oldest.age", this, TimeUnit.MILLISECONDS, JobMetrics::age)
                .description("For how long the job has been due that is due longest")
                .register(meters);
        meters.gauge("throughline.jobs.replays.running", this, metrics -> metrics.batches);
        meters.gauge("throughline.jobs.replays.pending", this, metrics -> metrics.pending);
    }

    private void run() {
        if (asking.compareAndSet(false, true)) {
            refresh()
                    .onTermination()
                    .invoke(() -> asking.set(false))
                    .subscribe()
                    .with(done -> {}, failure -> LOG.debugf("Jobs were not counted: %s", failure.getMessage()));
        }
    }

    /** Looks at the database once. */
    Uni<Void> refresh() {
        var parameters = Tuple.of(MOST, time.instant().atOffset(ZoneOffset.UTC));
        return pool.withConnection(
                        connection -> connection.preparedQuery(FIGURES).execute(parameters))
                .invoke(rows -> note(rows.iterator().next()))
                .replaceWithVoid();
    }

    private void note(Row row) {
        oldest = row.getValue("oldest") instanceof OffsetDateTime since ? since.toInstant() : null;
        batches = row.getLong("batches");
        pending = row.getLong("pending");
        var rows = series(row.getString("jobs")).entrySet().stream()
                .map(each -> MultiGauge.Row.of(
                        Tags.of(
                                "kind",
                                each.getKey().kind(),
                                "state",
                                each.getKey().state()),
                        each.getValue()))
                .toList();
        open.register(List.copyOf(rows), true);
    }

    // What there is none of is exported too: zero is a figure, nothing is none.
    private Map<Series, Long> series(String text) {
        var series = new TreeMap<Series, Long>(
                java.util.Comparator.comparing(Series::kind).thenComparing(Series::state));
        kinds.names().forEach(kind -> NOT_OVER.forEach(state -> series.put(new Series(kind, state.name()), 0L)));
        for (JsonNode count : read(text)) {
            series.put(
                    new Series(
                            count.path("kind").textValue(), count.path("state").textValue()),
                    count.path("jobs").longValue());
        }
        return series;
    }

    private JsonNode read(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL writes JSON.", e);
        }
    }

    private double age() {
        var since = oldest;
        return since == null
                ? 0
                : Math.max(0, Duration.between(since, time.instant()).toMillis());
    }
}
