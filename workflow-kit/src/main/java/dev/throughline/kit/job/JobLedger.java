package dev.throughline.kit.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import dev.throughline.kit.time.TimeSource;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/** Reads jobs and their attempts, whether at work or in history, for one tenant, in the caller's transaction. */
@ApplicationScoped
public class JobLedger {

    private static final String RUNNING =
            "select count(*) from job where tenant = kit_tenant() and subject = ?1 and kind = ?2 and state = 'running'";
    private static final String LIVE = """
            select j.id, cast(json_build_object('job', row_to_json(j), 'attempts', (
                select coalesce(json_agg(a order by a.number), '[]')
                from (select number, started_at, ended_at, outcome, detail, sent, sent_at, received, worker, trace_id
                      from job_attempt where job = j.id) a),
                'resolutions', (
                select coalesce(json_agg(r order by r.id), '[]')
                from (select id, at, actor, outcome, evidence, reason from job_resolution where job = j.id) r),
                'held_by', (
                select json_build_object('pause', p.id, 'kind', p.kind, 'key', p.key, 'reason', p.reason, 'by', p.paused_by,
                                         'since', p.paused_at, 'until', p.until)
                from job_pause p
                where j.state in ('queued', 'failed') and p.tenant = j.tenant and (p.kind = j.kind or p.key = j.key)
                  and p.resumed_at is null and (p.until is null or p.until > cast(cast(:now as text) as timestamptz))
                order by p.id limit 1)) as text) as entry
            from job j where j.tenant = kit_tenant()""";
    private static final String HISTORY =
            "select j.id, cast(j.entry as text) as entry from job_history j where j.tenant = kit_tenant()";
    // In one statement: a job that is moved meanwhile is in either of the two, and not in both.
    private static final String BOTH = """
            select e.entry from ((%1$s%3$s order by j.id desc limit %4$d) union all (%2$s%3$s order by j.id desc limit %4$d)) e
            order by e.id desc limit %4$d
            """;
    private static final String FIRST_TRACE = """
            select coalesce(f.traceparent, '') from (
                (select j.id, j.traceparent from job j where j.tenant = kit_tenant() and j.subject = ?1 order by j.id limit 1)
                union all
                (select j.id, j.entry -> 'job' ->> 'traceparent' from job_history j
                 where j.tenant = kit_tenant() and j.subject = ?1 order by j.id limit 1)) f
            order by f.id limit 1
            """;

    private final ObjectMapper rows;
    private final JobLimits limits;
    private final TimeSource time;

    JobLedger(ObjectMapper json, JobLimits limits, TimeSource time) {
        this.limits = limits;
        this.time = time;
        this.rows = json.copy()
                .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }

    /**
     * A job with all its attempts and what persons have found out about it, each oldest first, and what holds it back, if
     * anything does.
     */
    @RegisterForReflection
    record Entry(Job job, List<Attempt> attempts, List<Resolution> resolutions, HeldBy heldBy) {

        private Entry orHeldBy(JobLimits limits) {
            var open = job.state() == JobState.queued || job.state() == JobState.failed;
            return heldBy == null && open && limits.isPaused(job.kind())
                    ? new Entry(job, attempts, resolutions, HeldBy.configuration(job.kind()))
                    : this;
        }

        Verdict verdict() {
            return Verdict.of(job, attempts, resolutions);
        }
    }

    /** What to list; {@code null} for any. */
    record Filter(String state, String kind, String subject) {}

    /** Whether an attempt of a job of this kind about this subject is under way, or its lease has not yet run out. */
    public Uni<Boolean> isRunning(Mutiny.Session session, String subject, String kind) {
        return session.createNativeQuery(RUNNING, Long.class)
                .setParameter(1, subject)
                .setParameter(2, kind)
                .getSingleResult()
                .map(count -> count > 0);
    }

    /**
     * The trace context of the first job about a subject, for as long as that is on record; empty if it had none, {@code null} if
     * there is no job.
     */
    public Uni<String> firstTrace(Mutiny.Session session, String subject) {
        return session.createNativeQuery(FIRST_TRACE, String.class)
                .setParameter(1, subject)
                .getSingleResultOrNull();
    }

    /** The job, at work or in history, or {@code null} if the tenant has none such. */
    Uni<Entry> find(Mutiny.Session session, UUID id) {
        return session.createNativeQuery(select(List.of("id"), "", 1), String.class)
                .setParameter("now", time.instant().toString())
                .setParameter("id", id)
                .getSingleResultOrNull()
                .map(row -> row == null ? null : entry(row));
    }

    /** Jobs that fit, newest first, after the id {@code before} where one is given. */
    Uni<List<Entry>> list(Mutiny.Session session, Filter filter, UUID before, int limit) {
        var parameters = new LinkedHashMap<String, Object>();
        parameters.put("state", filter.state());
        parameters.put("kind", filter.kind());
        parameters.put("subject", filter.subject());
        parameters.values().removeIf(Objects::isNull);
        var sql = select(parameters.keySet(), before == null ? "" : " and j.id < :before", limit);
        if (before != null) {
            parameters.put("before", before);
        }
        parameters.put("now", time.instant().toString());
        var query = session.createNativeQuery(sql, String.class);
        parameters.forEach(query::setParameter);
        return query.getResultList().map(this::entries);
    }

    /** The query for the newest jobs of the tenant in which each of {@code columns} is what the parameter of its name says. */
    static String select(Collection<String> columns, String condition, int limit) {
        var conditions = columns.stream()
                .map(column -> " and j." + column + " = :" + column)
                .collect(Collectors.joining());
        return BOTH.formatted(LIVE, HISTORY, conditions + condition, limit);
    }

    private List<Entry> entries(List<String> found) {
        var entries = new ArrayList<Entry>(found.size());
        found.forEach(row -> entries.add(entry(row)));
        return entries;
    }

    private Entry entry(String row) {
        try {
            return rows.readValue(row, Entry.class).orHeldBy(limits);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A row of the job tables cannot be read.", e);
        }
    }
}
