package dev.throughline.kit.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.trace.Traces;
import dev.throughline.kit.work.Work;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/** Replays of many dead letters in the database, for one tenant, in the caller's transaction. */
@ApplicationScoped
class ReplayBatches {

    /** How many dead letters one batch takes. */
    static final int MOST = 100_000;

    private static final String INSERT = """
            insert into job_replay_batch (id, tenant, state, filter, per_minute, reason, actor, operation_id, traceparent,
                                          due_at, created_at, updated_at)
            values (?1, kit_tenant(), 'running', jsonb_strip_nulls(cast(cast(?2 as text) as jsonb)), ?3, ?4, ?5,
                    cast(cast(?6 as text) as uuid), nullif(?7, ''), cast(cast(?8 as text) as timestamptz),
                    cast(cast(?8 as text) as timestamptz), cast(cast(?8 as text) as timestamptz))
            """;
    private static final String COUNTED = """
            update job_replay_batch set total = ?2, state = case when ?2 = 0 then 'finished' else state end,
                finished_at = case when ?2 = 0 then created_at end
            where id = ?1
            """;
    private static final String SELECT = """
            select cast(json_build_object('batch', row_to_json(b), 'counts', coalesce(b.counts, kit_replay_counts(b.id))) as text)
            from job_replay_batch b where b.tenant = kit_tenant()
            """;
    private static final String ITEMS = """
            select cast(row_to_json(i) as text) from job_replay_item i where i.tenant = kit_tenant() and i.batch = :batch
            """;
    private static final String LOCK =
            "select state from job_replay_batch where tenant = kit_tenant() and id = ?1 for update";
    private static final String CHANGE = """
            update job_replay_batch
            set state = ?2, note = ?3, runner = null, lease_until = null, epoch = epoch + 1, version = version + 1,
                updated_at = cast(cast(?4 as text) as timestamptz),
                finished_at = case when ?2 = 'cancelled' then cast(cast(?4 as text) as timestamptz) end,
                counts = case when ?2 = 'cancelled' then kit_replay_counts(id) end
            where id = ?1
            """;

    private final ObjectMapper rows;
    private final TimeSource time;

    ReplayBatches(ObjectMapper json, TimeSource time) {
        this.rows = json.copy()
                .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        this.time = time;
    }

    /** What a person asks for. */
    record Wish(UUID id, DeadLetters which, JsonNode filter, int perMinute, String reason) {}

    /** A batch and how many of its items ended how. */
    @RegisterForReflection
    record Entry(ReplayBatch batch, Map<ReplayResult, Integer> counts) {}

    /**
     * Records a batch with all dead letters that fit now, those that died first in front; answers how many there are, one
     * more than {@link #MOST} if there are too many. A batch of none is finished.
     */
    Uni<Integer> insert(Work work, Wish wish) {
        return work.session()
                .createNativeQuery(INSERT)
                .setParameter(1, wish.id())
                .setParameter(2, wish.filter().toString())
                .setParameter(3, wish.perMinute())
                .setParameter(4, wish.reason())
                .setParameter(5, work.origin().actor())
                .setParameter(6, work.origin().operationId().toString())
                .setParameter(7, Traces.current() == null ? "" : Traces.current())
                .setParameter(8, time.instant().toString())
                .executeUpdate()
                .chain(() -> wish.which().choose(work.session(), wish.id(), MOST + 1))
                .call(chosen -> counted(work, wish.id(), chosen));
    }

    private static Uni<Integer> counted(Work work, UUID id, int chosen) {
        return work.session()
                .createNativeQuery(COUNTED)
                .setParameter(1, id)
                .setParameter(2, chosen)
                .executeUpdate();
    }

    /** The batch, or {@code null} if the tenant has none such. */
    Uni<Entry> find(Mutiny.Session session, UUID id) {
        return session.createNativeQuery(SELECT + " and b.id = :id", String.class)
                .setParameter("id", id)
                .getSingleResultOrNull()
                .map(row -> row == null ? null : read(row, Entry.class));
    }

    /** Newest first, after the id {@code before} where one is given. */
    Uni<List<Entry>> list(Mutiny.Session session, UUID before, int limit) {
        var sql = SELECT + (before == null ? "" : " and b.id < :before") + " order by b.id desc";
        var query = session.createNativeQuery(sql, String.class);
        if (before != null) {
            query.setParameter("before", before);
        }
        return query.setMaxResults(limit)
                .getResultList()
                .map(found -> found.stream().map(row -> read(row, Entry.class)).toList());
    }

    /** The items of a batch by their number, after {@code after}; those with {@code result} only, where one is given. */
    Uni<List<ReplayView.Item>> items(Mutiny.Session session, UUID batch, ReplayResult result, int after, int limit) {
        var sql =
                ITEMS + (result == null ? "" : " and i.result = :result") + " and i.number > :after order by i.number";
        var query = session.createNativeQuery(sql, String.class)
                .setParameter("batch", batch)
                .setParameter("after", after);
        if (result != null) {
            query.setParameter("result", result.name());
        }
        return query.setMaxResults(limit)
                .getResultList()
                .map(found -> found.stream()
                        .map(row -> read(row, ReplayView.Item.class))
                        .toList());
    }

    /**
     * Locks the batch, so that nothing of it is replayed until the transaction ends, and answers its state; {@code null} if
     * the tenant has none such.
     */
    Uni<ReplayState> lock(Mutiny.Session session, UUID id) {
        return session.createNativeQuery(LOCK, String.class)
                .setParameter(1, id)
                .getSingleResultOrNull()
                .map(state -> state == null ? null : ReplayState.valueOf(state));
    }

    /** Brings a locked batch into another state; whoever was at work on it may write nothing more. */
    Uni<Integer> change(Mutiny.Session session, UUID id, ReplayState state, String note) {
        return session.createNativeQuery(CHANGE)
                .setParameter(1, id)
                .setParameter(2, state.name())
                .setParameter(3, note)
                .setParameter(4, time.instant().toString())
                .executeUpdate();
    }

    /** A row as the database writes it in JSON. */
    <T> T read(String row, Class<T> type) {
        try {
            return rows.readValue(row, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A row of the replay tables cannot be read.", e);
        }
    }
}
