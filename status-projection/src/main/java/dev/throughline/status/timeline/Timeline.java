package dev.throughline.status.timeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.kit.page.Cursor;
import dev.throughline.kit.page.Page;
import dev.throughline.kit.time.Rfc3339;
import dev.throughline.kit.work.Work;
import dev.throughline.status.fact.Facts;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/** The entries of all timelines; each event has one, however often it comes. */
@ApplicationScoped
public class Timeline {

    private static final String ADD = """
            insert into timeline_entry (tenant, booking, position, event, at, ordered_at, rank, aggregate, sequence, source, type,
                                        title, detail, operation_id, trace_id, outcome, actor)
            values (?1, ?2, ?3, ?4, cast(cast(?5 as text) as timestamptz), cast(cast(?6 as text) as timestamptz), ?7, ?8, ?9, ?10,
                    ?11, ?12, nullif(?13, ''), ?14, nullif(?15, ''), ?16, nullif(?17, ''))
            on conflict do nothing
            """;

    private static final String ROW = """
            select cast(json_build_object('entry', json_build_object('position', position, 'event', event, 'at', at,
                       'source', source, 'type', type, 'title', title, 'detail', detail, 'operationId', operation_id,
                       'traceId', trace_id, 'outcome', outcome, 'actor', actor),
                   'place', to_char(ordered_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '/' || rank || '/'
                            || sequence || '/' || position) as text)
            from timeline_entry
            """;

    private static final String IN_ORDER = ROW + """
            where tenant = ?1 and booking = ?2
              and (ordered_at, rank, sequence, position) > (cast(cast(?3 as text) as timestamptz), ?4, ?5, ?6)
            order by ordered_at, rank, sequence, position limit ?7
            """;

    private static final String AFTER =
            ROW + "where tenant = ?1 and booking = ?2 and position > ?3 order by position limit ?4";

    private final ObjectMapper json;

    Timeline(ObjectMapper json) {
        this.json = json;
    }

    /** An entry with where it stands. */
    private record Placed(Entry entry, String place) {}

    /**
     * Adds the entry of an event; answers {@code false} if it has one already.
     *
     * @param orderedAt where it belongs
     */
    public Uni<Boolean> add(Work work, UUID booking, Entry entry, Facts facts, Instant orderedAt) {
        var event = facts.event();
        return work.session()
                .createNativeQuery(ADD)
                .setParameter(1, event.tenant())
                .setParameter(2, booking)
                .setParameter(3, entry.position())
                .setParameter(4, entry.event())
                .setParameter(5, entry.at().toString())
                .setParameter(6, orderedAt.toString())
                .setParameter(7, Entry.rank(facts))
                .setParameter(8, event.aggregate())
                .setParameter(9, event.sequence())
                .setParameter(10, entry.source())
                .setParameter(11, entry.type())
                .setParameter(12, entry.title())
                .setParameter(13, orEmpty(entry.detail()))
                .setParameter(14, entry.operationId())
                .setParameter(15, orEmpty(entry.traceId()))
                .setParameter(16, entry.outcome().name())
                .setParameter(17, orEmpty(entry.actor()))
                .executeUpdate()
                .map(rows -> rows == 1);
    }

    /** A page in the order in which things happened. */
    public Uni<Page<Entry>> page(Mutiny.Session session, String tenant, UUID booking, String cursor, int limit) {
        var after = Place.of(Cursor.decode(cursor));
        return session.createNativeQuery(IN_ORDER, String.class)
                .setParameter(1, tenant)
                .setParameter(2, booking)
                .setParameter(3, after.at())
                .setParameter(4, after.rank())
                .setParameter(5, after.sequence())
                .setParameter(6, after.position())
                .setParameter(7, limit + 1)
                .getResultList()
                .map(rows -> Page.of(rows.stream().map(this::read).toList(), limit, Placed::place)
                        .map(Placed::entry));
    }

    /** What has arrived after {@code position}, in the order of arrival. */
    public Uni<List<Entry>> after(Mutiny.Session session, String tenant, UUID booking, long position, int limit) {
        return session.createNativeQuery(AFTER, String.class)
                .setParameter(1, tenant)
                .setParameter(2, booking)
                .setParameter(3, position)
                .setParameter(4, limit)
                .getResultList()
                .map(rows -> rows.stream().map(row -> read(row).entry()).toList());
    }

    private Placed read(String row) {
        try {
            var found = json.readTree(row);
            return new Placed(
                    json.treeToValue(found.path("entry"), Entry.class),
                    found.path("place").asText());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A timeline entry cannot be read.", e);
        }
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }

    /** A place in the order; a cursor holds one. */
    private record Place(String at, int rank, long sequence, long position) {

        private static final Place BEGINNING = new Place("-infinity", 0, 0, 0);

        static Place of(String text) {
            if (text == null) {
                return BEGINNING;
            }
            var parts = text.split("/");
            try {
                return new Place(
                        Rfc3339.parse(parts[0]).toString(),
                        Integer.parseInt(parts[1]),
                        Long.parseLong(parts[2]),
                        Long.parseLong(parts[3]));
            } catch (DateTimeException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw Cursor.invalid();
            }
        }
    }
}
