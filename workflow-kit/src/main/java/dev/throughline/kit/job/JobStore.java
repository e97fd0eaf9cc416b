package dev.throughline.kit.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.throughline.kit.time.TimeSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Jobs and their ledger in the database. What takes a session joins that session's transaction; the rest works across
 * tenants, each call a transaction of its own.
 */
@ApplicationScoped
class JobStore {

    // One JSON column for a whole row: it maps to the record by name, whatever the driver makes of the column types.
    private static final String CLAIM = "select row_to_json(j)::text from kit_take_jobs("
            + "$1, $2::text[], $3::timestamptz, $4::text::interval, $5, $6::text::jsonb) j";
    private static final String EXPIRED =
            "select row_to_json(j)::text from kit_overdue_jobs($1::timestamptz, $2::text[], $3) j";
    private static final String RENEW =
            "select id, held from kit_extend_leases($1::uuid[], $2::bigint[], $3::timestamptz)";

    private static final String END_ALL = "select job, ended from kit_end_attempts($1::text::json, $2::timestamptz)";

    private static final String SENT = """
            update job_attempt a set sent = cast(cast(?1 as text) as jsonb), sent_at = cast(cast(?2 as text) as timestamptz)
            from (select id, attempts from job
                  where id = ?3 and epoch = ?4 and state = 'running' for update) held
            where a.job = held.id and a.number = held.attempts
            """;

    private static final String END = """
            with ended as (
                update job set state = ?1, reason = nullif(?2, ''), next_attempt_at = coalesce(cast(nullif(cast(?3 as text), '') as timestamptz), next_attempt_at),
                               lease_until = null, worker = null, updated_at = cast(cast(?4 as text) as timestamptz),
                               epoch = epoch + 1, version = version + ?5, snoozes = snoozes + ?6, attempts = attempts - ?7,
                               finished_at = case when ?1 in ('succeeded', 'dead_letter') then cast(cast(?4 as text) as timestamptz) end
                where id = ?8 and epoch = ?9 and state = 'running' returning id),
            ledger as (
                update job_attempt a set ended_at = cast(cast(?4 as text) as timestamptz), outcome = ?10, detail = ?11,
                                         received = cast(nullif(cast(?12 as text), '') as jsonb), trace_id = coalesce(nullif(?13, ''), trace_id)
                from ended where ?7 = 0 and a.job = ended.id and a.number = ?14),
            erased as (
                delete from job_attempt a using ended where ?7 = 1 and a.job = ended.id and a.number = ?14)
            select count(*) from ended
            """;

    private static final String LOCK_EXPIRED = """
            select id from job where id = ?1 and epoch = ?2 and state = 'running'
                                 and lease_until < cast(cast(?3 as text) as timestamptz) for update
            """;

    private static final String HAS_SENT = "select sent is not null from job_attempt where job = ?1 and number = ?2";

    private static final String ATTEMPTS = """
            select cast(coalesce(json_agg(a order by a.number), '[]') as text)
            from (select number, started_at, ended_at, outcome, detail, sent, sent_at, received, worker, trace_id
                  from job_attempt where job = ?1 and number < ?2) a
            """;

    private final Pool pool;
    private final ObjectMapper rows;
    private final JobLimits limits;
    private final TimeSource time;

    JobStore(Pool pool, ObjectMapper json, JobLimits limits, TimeSource time) {
        this.pool = pool;
        // A later release may have given a job more members than this one knows.
        this.rows = json.copy()
                .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        this.limits = limits;
        this.time = time;
    }

    /**
     * Claims due jobs for {@code worker}; each has its attempt opened in the ledger. Highest priority first, then oldest due
     * first. Paused jobs stay, and the limits of keys hold however many workers claim at once.
     */
    Uni<List<Job>> claim(String worker, List<String> kinds, Duration lease, int limit) {
        var parameters = Tuple.of(
                worker,
                limits.notPaused(kinds),
                time.instant().atOffset(ZoneOffset.UTC),
                lease.toString(),
                limit,
                limits.json());
        return query(CLAIM, parameters).map(this::jobs);
    }

    /**
     * Renews leases up to {@code until}; answers of each job whether it is still held, and nothing of those that somebody has
     * locked just now.
     */
    Uni<Map<UUID, Boolean>> renew(Collection<Job> held, Instant until) {
        var ids = held.stream().map(Job::id).toArray(UUID[]::new);
        var epochs = held.stream().map(Job::epoch).toArray(Long[]::new);
        return query(RENEW, Tuple.of(ids, epochs, until.atOffset(ZoneOffset.UTC)))
                .map(JobStore::held);
    }

    /** Running jobs of {@code kinds} whose lease has run out, longest ago first. */
    Uni<List<Job>> expired(Collection<String> kinds, int limit) {
        return query(EXPIRED, Tuple.of(time.instant().atOffset(ZoneOffset.UTC), kinds.toArray(String[]::new), limit))
                .map(this::jobs);
    }

    // Not through the pool's own preparedQuery: after a connection that could not be made, it fails once more,
    // uncaught.
    private Uni<RowSet<Row>> query(String sql, Tuple parameters) {
        return pool.withConnection(connection -> connection.preparedQuery(sql).execute(parameters));
    }

    /**
     * Locks {@code job} if its lease has run out and nobody has taken it since, and answers whether its attempt had
     * announced an effect; fails with {@link LeaseLost} otherwise.
     *
     * <p>Two statements: an announcement that was under way when the first one began to wait is seen by the second only.
     */
    Uni<Boolean> takeExpired(Mutiny.Session session, Job job) {
        return session.createNativeQuery(LOCK_EXPIRED, UUID.class)
                .setParameter(1, job.id())
                .setParameter(2, job.epoch())
                .setParameter(3, time.instant().toString())
                .getResultList()
                .invoke(locked -> requireHeld(job, locked.size()))
                .chain(() -> hasSent(session, job));
    }

    private static Uni<Boolean> hasSent(Mutiny.Session session, Job job) {
        return session.createNativeQuery(HAS_SENT, Boolean.class)
                .setParameter(1, job.id())
                .setParameter(2, job.attempts())
                .getSingleResult();
    }

    /** Records what is about to be sent; fails with {@link LeaseLost} if the job is no longer held. */
    Uni<Void> recordSent(Mutiny.Session session, Job job, JsonNode what) {
        return session.createNativeQuery(SENT)
                .setParameter(1, what.toString())
                .setParameter(2, time.instant().toString())
                .setParameter(3, job.id())
                .setParameter(4, job.epoch())
                .executeUpdate()
                .invoke(written -> requireHeld(job, written))
                .replaceWithVoid();
    }

    /** Ends the running attempt; fails with {@link LeaseLost} if the job is no longer held. */
    Uni<Void> end(Mutiny.Session session, Job job, AttemptEnd end, String traceId) {
        return session.createNativeQuery(END, Long.class)
                .setParameter(1, end.state().name())
                .setParameter(2, orEmpty(end.reason()))
                .setParameter(
                        3,
                        end.nextAttemptAt() == null ? "" : end.nextAttemptAt().toString())
                .setParameter(4, time.instant().toString())
                .setParameter(5, end.deadLetters() ? 1 : 0)
                .setParameter(6, end.snoozed() ? 1 : 0)
                .setParameter(7, end.erased() ? 1 : 0)
                .setParameter(8, job.id())
                .setParameter(9, job.epoch())
                .setParameter(10, end.outcome().name())
                .setParameter(11, orEmpty(end.detail()))
                .setParameter(12, end.received() == null ? "" : end.received().toString())
                .setParameter(13, orEmpty(traceId))
                .setParameter(14, job.attempts())
                .getSingleResult()
                .invoke(ended -> requireHeld(job, ended.intValue()))
                .replaceWithVoid();
    }

    /**
     * Ends attempts of any tenants that change nothing else, in a transaction of its own; answers of each job whether it was
     * still held, and nothing of those that somebody has locked just now. None of them may make a dead letter.
     */
    Uni<Map<UUID, Boolean>> endAll(List<Ending> endings) {
        var ends = rows.createArrayNode();
        endings.forEach(ending -> ends.add(row(ending)));
        return query(END_ALL, Tuple.of(ends.toString(), time.instant().atOffset(ZoneOffset.UTC)))
                .map(JobStore::held);
    }

    private ObjectNode row(Ending ending) {
        var job = ending.job();
        var end = ending.end();
        var row = rows.createObjectNode()
                .put("id", job.id().toString())
                .put("epoch", job.epoch())
                .put("number", job.attempts())
                .put("state", end.state().name())
                .put("reason", end.reason())
                .put("snoozed", end.snoozed() ? 1 : 0)
                .put("erased", end.erased())
                .put("outcome", end.outcome().name())
                .put("detail", end.detail())
                .put("trace_id", ending.traceId());
        if (end.nextAttemptAt() != null) {
            row.put("next_attempt_at", end.nextAttemptAt().toString());
        }
        if (end.received() != null) {
            row.set("received", end.received());
        }
        return row;
    }

    /** The attempts before the running one, oldest first. */
    Uni<List<Attempt>> earlierAttempts(Mutiny.Session session, Job job) {
        return session.createNativeQuery(ATTEMPTS, String.class)
                .setParameter(1, job.id())
                .setParameter(2, job.attempts())
                .getSingleResult()
                .map(text -> List.of(read(text, Attempt[].class)));
    }

    private List<Job> jobs(RowSet<Row> found) {
        var jobs = new ArrayList<Job>(found.size());
        found.forEach(row -> jobs.add(read(row.getString(0), Job.class)));
        return jobs;
    }

    private static Map<UUID, Boolean> held(RowSet<Row> found) {
        var held = new HashMap<UUID, Boolean>();
        found.forEach(row -> held.put(row.getUUID(0), row.getBoolean(1)));
        return held;
    }

    private <T> T read(String text, Class<T> type) {
        try {
            return rows.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A row of the job tables does not fit " + type.getSimpleName() + ".", e);
        }
    }

    private static void requireHeld(Job job, int written) {
        if (written != 1) {
            throw new LeaseLost(job.id(), job.epoch());
        }
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }
}
