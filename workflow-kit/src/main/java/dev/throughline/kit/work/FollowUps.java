package dev.throughline.kit.work;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.throughline.kit.audit.AuditEntry;
import dev.throughline.kit.event.CloudEvents;
import dev.throughline.kit.event.NewEvent;
import dev.throughline.kit.job.JobKinds;
import dev.throughline.kit.job.NewJob;
import dev.throughline.kit.time.Ids;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.trace.Traces;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

/** Writes all that follows from a unit of work in one statement, whatever its number: outbox, jobs, audit. */
@ApplicationScoped
class FollowUps {

    // Ordered by ordinality: the outbox's numbers must follow the order in which the action published.
    private static final String WRITE = """
            with events as (
                insert into outbox (id, tenant, aggregate, routing_key, envelope, traceparent, created_at)
                select id, ?1, aggregate, routing_key, envelope, nullif(?2, ''), cast(cast(?3 as text) as timestamptz)
                from rows from (json_to_recordset(cast(cast(?4 as text) as json)) as (id uuid, aggregate text, routing_key text, envelope text))
                     with ordinality as e (id, aggregate, routing_key, envelope, place) order by place),
            jobs as (
                insert into job (id, tenant, kind, subject, operation_id, state, effect, payload, max_attempts,
                                 next_attempt_at, traceparent, created_at, updated_at, key, priority, unique_key)
                select id, ?1, kind, subject, cast(cast(?5 as text) as uuid), 'queued', effect, payload, max_attempts, next_attempt_at, nullif(?2, ''),
                       cast(cast(?3 as text) as timestamptz), cast(cast(?3 as text) as timestamptz), coalesce(key, ''), priority, unique_key
                from json_to_recordset(cast(cast(?6 as text) as json)) as (id uuid, kind text, subject text, effect text, payload jsonb,
                                                             max_attempts int, next_attempt_at timestamptz, key text, priority smallint,
                                                             unique_key text)
                on conflict (tenant, kind, unique_key) where unique_key is not null and state in ('queued', 'failed', 'running') do nothing
                returning 1),
            trail as (
                insert into audit (id, tenant, at, actor, action, subject, decision, reason, detail, operation_id, trace_id)
                select id, ?1, cast(cast(?3 as text) as timestamptz), ?7, action, subject, decision, reason, detail, cast(cast(?5 as text) as uuid),
                       substring(nullif(?2, '') from 4 for 32)
                from json_to_recordset(cast(cast(?8 as text) as json)) as (id uuid, action text, subject text, decision text, reason text,
                                                             detail jsonb))
            select 1 from jobs
            """;

    private final ObjectMapper json;
    private final CloudEvents cloudEvents;
    private final JobKinds kinds;
    private final TimeSource time;

    FollowUps(ObjectMapper json, CloudEvents cloudEvents, JobKinds kinds, TimeSource time) {
        this.json = json;
        this.cloudEvents = cloudEvents;
        this.kinds = kinds;
        this.time = time;
    }

    Uni<?> write(Work work) {
        if (work.events().isEmpty() && work.jobs().isEmpty() && work.audits().isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        var origin = work.origin();
        var traceparent = Traces.current();
        var now = time.instant();
        var events = json.createArrayNode();
        work.events().forEach(event -> events.add(row(event, origin, traceparent)));
        var jobs = json.createArrayNode();
        work.jobs().forEach(job -> jobs.add(row(job, now)));
        var audits = json.createArrayNode();
        work.audits().forEach(entry -> audits.add(row(entry)));
        return statement(work, origin, traceparent, now, events, jobs, audits);
    }

    /** Writes {@code job} now; answers whether it did, or one with the same unique key was in its way. */
    Uni<Boolean> enqueue(Work work, NewJob job) {
        var now = time.instant();
        var jobs = json.createArrayNode().add(row(job, now));
        return statement(
                        work,
                        work.origin(),
                        Traces.current(),
                        now,
                        json.createArrayNode(),
                        jobs,
                        json.createArrayNode())
                .map(enqueued -> enqueued == 1);
    }

    private static Uni<Integer> statement(
            Work work,
            Origin origin,
            String traceparent,
            Instant now,
            ArrayNode events,
            ArrayNode jobs,
            ArrayNode audits) {
        // Not as a query: Hibernate finds no plan of a native query again, and makes one for each call.
        return work.session()
                .createNativeQuery(WRITE)
                .setParameter(1, origin.tenant())
                .setParameter(2, traceparent == null ? "" : traceparent)
                .setParameter(3, now.toString())
                .setParameter(4, events.toString())
                .setParameter(5, origin.operationId().toString())
                .setParameter(6, jobs.toString())
                .setParameter(7, origin.actor())
                .setParameter(8, audits.toString())
                .executeUpdate();
    }

    private ObjectNode row(NewEvent event, Origin origin, String traceparent) {
        return json.createObjectNode()
                .put("id", event.id().toString())
                .put("aggregate", event.aggregate())
                .put("routing_key", event.type())
                .put("envelope", cloudEvents.write(event, origin, traceparent));
    }

    private ObjectNode row(NewJob job, Instant now) {
        var kind = kinds.named(job.kind());
        var start = job.notBefore() == null ? now : job.notBefore();
        var row = json.createObjectNode()
                .put("id", job.id().toString())
                .put("kind", job.kind())
                .put("subject", job.subject())
                .put("effect", kind.effect().name())
                .put("max_attempts", kind.maxAttempts())
                .put("next_attempt_at", start.toString())
                .put("key", job.key())
                .put("priority", job.priority())
                .put("unique_key", job.uniqueKey());
        row.set("payload", job.payload());
        return row;
    }

    private ObjectNode row(AuditEntry entry) {
        var row = json.createObjectNode()
                .put("id", Ids.next().toString())
                .put("action", entry.action())
                .put("subject", entry.subject())
                .put("decision", entry.decision().name())
                .put("reason", entry.reason());
        row.set("detail", json.valueToTree(entry.detail()));
        return row;
    }
}
