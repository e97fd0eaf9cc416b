package dev.throughline.kit.job;

import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Which dead letters of a tenant are meant; {@code null} for any.
 *
 * @param reasonContains part of the reason why it is one, whatever its case
 * @param since when it became one, at the earliest
 * @param until when it became one, before
 */
record DeadLetters(String kind, String subject, String reasonContains, Instant since, Instant until) {

    private static final String CHOOSE = """
            insert into job_replay_item (batch, number, tenant, job, attempts)
            select cast(:batch as uuid), row_number() over (order by finished_at, id), kit_tenant(), id, attempts
            from (select j.id, j.attempts, j.finished_at from job j
                  where j.tenant = kit_tenant() and j.state = 'dead_letter' %s
                  order by j.finished_at, j.id limit %d) chosen
            """;

    /** Puts those that fit now into {@code batch}, at most {@code limit}, in one statement; answers how many. */
    Uni<Integer> choose(Mutiny.Session session, UUID batch, int limit) {
        var conditions = new StringBuilder();
        var parameters = new LinkedHashMap<String, Object>();
        condition(conditions, parameters, " and j.kind = :kind", "kind", kind);
        condition(conditions, parameters, " and j.subject = :subject", "subject", subject);
        condition(
                conditions,
                parameters,
                " and position(lower(:reason) in lower(j.reason)) > 0",
                "reason",
                reasonContains);
        condition(conditions, parameters, " and j.finished_at >= " + time("since"), "since", text(since));
        condition(conditions, parameters, " and j.finished_at < " + time("until"), "until", text(until));
        var query = session.createNativeQuery(CHOOSE.formatted(conditions, limit));
        parameters.forEach(query::setParameter);
        return query.setParameter("batch", batch).executeUpdate();
    }

    private static void condition(
            StringBuilder conditions, Map<String, Object> parameters, String condition, String name, String value) {
        if (value != null) {
            conditions.append(condition);
            parameters.put(name, value);
        }
    }

    private static String time(String name) {
        return "cast(cast(:" + name + " as text) as timestamptz)";
    }

    private static String text(Instant time) {
        return time == null ? null : time.toString();
    }
}
