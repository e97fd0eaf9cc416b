package dev.throughline.kit.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import dev.throughline.kit.audit.AuditEntry;
import dev.throughline.kit.problem.NotAllowedNow;
import dev.throughline.kit.problem.Problems;
import dev.throughline.kit.time.Ids;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.Work;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Pauses of one tenant's jobs. Once a pause has committed, no claim of any process hands out a job of it; what runs goes on.
 * Each pause is lifted by itself: a job waits as long as one holds it.
 */
@ApplicationScoped
class JobPauses {

    private static final String RECORD = """
            insert into job_pause (id, tenant, kind, key, reason, paused_by, paused_at, until)
            values (?1, kit_tenant(), nullif(?2, ''), nullif(?3, ''), ?4, ?5, cast(cast(?6 as text) as timestamptz),
                    cast(nullif(cast(?7 as text), '') as timestamptz))
            """;
    private static final String RESUME = """
            update job_pause set resumed_at = cast(cast(?2 as text) as timestamptz), resumed_by = ?3, resume_reason = ?4
            where id = ?1 and tenant = kit_tenant() and resumed_at is null
                  and (until is null or until > cast(cast(?2 as text) as timestamptz))
            """;
    private static final String SELECT = """
            select cast(row_to_json(p) as text)
            from (select id, kind, key, reason, paused_by, paused_at, until, resumed_at, resumed_by, resume_reason,
                         resumed_at is null and (until is null or until > cast(cast(:now as text) as timestamptz)) as active
                  from job_pause where tenant = kit_tenant()%s) p
            """;

    private final ObjectMapper rows;
    private final TimeSource time;

    JobPauses(ObjectMapper json, TimeSource time) {
        this.rows = json.copy().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
        this.time = time;
    }

    /** What to pause: a kind or a key; {@code until} may be {@code null}. */
    record Wanted(String kind, String key, String reason, Instant until) {}

    Uni<JobPause> pause(Work work, Wanted wanted) {
        var id = Ids.next();
        return work.session()
                .createNativeQuery(RECORD)
                .setParameter(1, id)
                .setParameter(2, orEmpty(wanted.kind()))
                .setParameter(3, orEmpty(wanted.key()))
                .setParameter(4, wanted.reason())
                .setParameter(5, work.origin().actor())
                .setParameter(6, time.instant().toString())
                .setParameter(7, wanted.until() == null ? "" : wanted.until().toString())
                .executeUpdate()
                .invoke(rows -> work.audit(AuditEntry.allowed("job:pause", subject(id), wanted.reason())))
                .chain(() -> find(work.session(), id));
    }

    /** Lets the jobs start again, unless another pause holds them; 409 if the pause holds nothing any more. */
    Uni<JobPause> resume(Work work, UUID id, String reason) {
        return work.session()
                .createNativeQuery(RESUME)
                .setParameter(1, id)
                .setParameter(2, time.instant().toString())
                .setParameter(3, work.origin().actor())
                .setParameter(4, reason)
                .executeUpdate()
                .chain(changed -> find(work.session(), id).invoke(pause -> requireResumed(pause, changed)))
                .invoke(pause -> work.audit(AuditEntry.allowed("job:resume", subject(id), reason)))
                .invoke(pause -> work.enqueued());
    }

    private static void requireResumed(JobPause pause, int changed) {
        if (pause == null) {
            throw Problems.notFound("pause");
        }
        if (changed != 1) {
            throw new NotAllowedNow("resume", pause.resumedAt() == null ? "over" : "resumed", List.of());
        }
    }

    /** The pause, or {@code null} if the tenant has none such. */
    Uni<JobPause> find(Mutiny.Session session, UUID id) {
        return session.createNativeQuery(SELECT.formatted(" and id = :id"), String.class)
                .setParameter("now", time.instant().toString())
                .setParameter("id", id)
                .getSingleResultOrNull()
                .map(row -> row == null ? null : read(row));
    }

    /** Newest first, after the id {@code before} where one is given. */
    Uni<List<JobPause>> list(Mutiny.Session session, UUID before, int limit) {
        var condition = before == null ? "" : " and id < :before";
        var query = session.createNativeQuery(
                        SELECT.formatted(condition + " order by id desc limit :limit"), String.class)
                .setParameter("now", time.instant().toString())
                .setParameter("limit", limit);
        if (before != null) {
            query.setParameter("before", before);
        }
        return query.getResultList().map(found -> found.stream().map(this::read).toList());
    }

    private JobPause read(String row) {
        try {
            return rows.readValue(row, JobPause.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A row of the pauses cannot be read.", e);
        }
    }

    private static String subject(UUID pause) {
        return "job-pause/" + pause;
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }
}
