package dev.throughline.status.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.kit.job.OwnContext;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.UnitOfWork;
import dev.throughline.status.search.ListItem;
import dev.throughline.status.view.Expectations;
import dev.throughline.status.view.Views;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Finds what has changed in a tenant, in portions. Transactions do not end in the order in which they begin; the mark is
 * therefore the oldest that was still under way when we looked, so that nothing is ever missed, and something may be found
 * twice. How far a portion reaches says nothing about what may still come before its end.
 */
@ApplicationScoped
class ChangedRows {

    /** A mark that nothing has changed since. */
    static final long NOW = Long.MAX_VALUE;

    static final int MOST = 500;

    private static final String SINCE = """
            select cast(json_build_object(
                'mark', cast(cast(pg_snapshot_xmin(pg_current_snapshot()) as text) as bigint),
                'rows', coalesce((select json_agg(json_build_object('id', id, 'position', position, 'changedBy', changed_by,
                                                                    'owner', owner, 'state', state)
                                                  order by changed_by, id)
                                  from (select id, position, changed_by, owner, state from booking_view
                                        where tenant = ?1 and (changed_by, id) > (?2, ?3) and placed
                                        order by changed_by, id limit ?4) few), cast('[]' as json))) as text)
            """;

    private final UnitOfWork unitOfWork;
    private final OwnContext ownContext;
    private final Views views;
    private final Expectations expect;
    private final TimeSource time;
    private final ObjectMapper json;

    ChangedRows(
            UnitOfWork unitOfWork,
            OwnContext ownContext,
            Views views,
            Expectations expect,
            TimeSource time,
            ObjectMapper json) {
        this.unitOfWork = unitOfWork;
        this.ownContext = ownContext;
        this.views = views;
        this.expect = expect;
        this.time = time;
        this.json = json;
    }

    /** The bookings of {@code tenant} that have changed after {@code place}, at most {@link #MOST}. */
    Uni<ChangedRow.Found> after(String tenant, ChangedRow.Place place) {
        return ownContext.run(() -> unitOfWork.read(
                tenant,
                session -> session.createNativeQuery(SINCE, String.class)
                        .setParameter(1, tenant)
                        .setParameter(2, place.transaction())
                        .setParameter(3, place.booking())
                        .setParameter(4, MOST + 1)
                        .getSingleResult()
                        .map(this::found)));
    }

    private ChangedRow.Found found(String answer) {
        try {
            var found = json.readTree(answer);
            var rows = new ArrayList<ChangedRow>();
            for (var row : found.path("rows")) {
                rows.add(row(row));
            }
            var complete = rows.size() <= MOST;
            return new ChangedRow.Found(
                    List.copyOf(complete ? rows : rows.subList(0, MOST)),
                    found.path("mark").asLong(),
                    complete);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Changes cannot be read.", e);
        }
    }

    private ChangedRow row(JsonNode row) throws JsonProcessingException {
        var id = UUID.fromString(row.path("id").asText());
        var position = row.path("position").asLong();
        var item = ListItem.of(id, views.view(row.path("state").asText()), position, expect, time.instant());
        return new ChangedRow(
                id,
                position,
                row.path("changedBy").asLong(),
                row.path("owner").textValue(),
                json.writeValueAsString(item));
    }
}
