package dev.throughline.status.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.kit.identity.Caller;
import dev.throughline.kit.page.Cursor;
import dev.throughline.kit.page.Page;
import dev.throughline.kit.problem.Problems;
import dev.throughline.kit.time.Rfc3339;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.UnitOfWork;
import dev.throughline.status.freshness.Lag;
import dev.throughline.status.view.Expectations;
import dev.throughline.status.view.StatusView.Freshness;
import dev.throughline.status.view.Views;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/** Lists bookings: newest first, the longest overdue first where only those are asked for. Every way has its index. */
@ApplicationScoped
class BookingList {

    private static final String ROW = """
            select cast(json_build_object('id', id, 'position', position, 'state', state, 'expectedBy',
                       to_char(expected_by at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) as text)
            from booking_view where tenant = ?1 and placed
            """;
    // A search for a word that half of all bookings have must not hold the database up.
    private static final String LIMIT_TIME = "select set_config('statement_timeout', '5s', true)";

    private final UnitOfWork unitOfWork;
    private final Views views;
    private final Lag lag;
    private final Expectations expect;
    private final TimeSource time;
    private final ObjectMapper json;

    BookingList(UnitOfWork unitOfWork, Views views, Lag lag, Expectations expect, TimeSource time, ObjectMapper json) {
        this.unitOfWork = unitOfWork;
        this.views = views;
        this.lag = lag;
        this.expect = expect;
        this.time = time;
        this.json = json;
    }

    /** A page of the list with how fresh it is. */
    @RegisterForReflection
    record Listed(List<ListItem> items, String next, Instant asOf, long lagMs, String behind) {}

    private record Found(ListItem item, String expectedBy) {

        String place(boolean longestOverdueFirst) {
            return longestOverdueFirst
                    ? expectedBy + "/" + item.bookingId()
                    : item.bookingId().toString();
        }
    }

    Uni<Listed> find(Caller caller, Filter filter, int limit, String cursor) {
        var longestOverdueFirst = filter.overdueOnly() && !filter.searches();
        var query = filter.searches()
                ? searching(caller, filter, limit, cursor)
                : walking(caller, filter, limit, cursor, longestOverdueFirst);
        return unitOfWork.read(
                caller.tenant(),
                session -> session.createNativeQuery(LIMIT_TIME, String.class)
                        .getSingleResult()
                        .chain(() -> query.run(session))
                        .map(rows -> Page.of(
                                        rows.stream().map(this::found).toList(),
                                        limit,
                                        last -> last.place(longestOverdueFirst))
                                .map(Found::item))
                        .chain(page -> lag.ofAll(session).map(fresh -> listed(page, fresh))));
    }

    private static Listed listed(Page<ListItem> page, Freshness fresh) {
        return new Listed(page.items(), page.next(), fresh.asOf(), fresh.lagMs(), fresh.behind());
    }

    private Query walking(Caller caller, Filter filter, int limit, String cursor, boolean longestOverdueFirst) {
        var query = new Query(ROW, caller.tenant());
        if (caller.ownOnly()) {
            query.and("owner = ?", caller.subject());
        }
        if (filter.status() != null) {
            query.and("status = ?", filter.status());
        }
        if (filter.attentionOnly() != null) {
            query.and("attention", null);
        }
        if (filter.overdueOnly()) {
            query.and(
                    "expected_by < cast(cast(? as text) as timestamptz)",
                    time.instant().toString());
        }
        if (longestOverdueFirst) {
            after(query, cursor);
            return query.then(" order by expected_by, id limit " + (limit + 1));
        }
        if (cursor != null) {
            query.and("id < ?", Cursor.decodeId(cursor));
        }
        return query.then(" order by id desc limit " + (limit + 1));
    }

    private static void after(Query query, String cursor) {
        if (cursor == null) {
            return;
        }
        var place = Cursor.decode(cursor).split("/", 2);
        try {
            query.and(
                            "(expected_by, id) > (cast(cast(? as text) as timestamptz), ",
                            Rfc3339.parse(place[0]).toString())
                    .more("?)", UUID.fromString(place[1]));
        } catch (DateTimeException | IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw Cursor.invalid();
        }
    }

    private Query searching(Caller caller, Filter filter, int limit, String cursor) {
        var words = SearchWords.query(caller.tenant(), filter.q);
        if (words == null) {
            throw Problems.invalid("q", "must have a letter or a digit");
        }
        var before = Cursor.decodeId(cursor);
        var query = new Query(ROW, caller.tenant());
        query.and("id in (select status_search(cast(cast(? as text) as tsquery), ", words)
                .more("nullif(?, ''), ", caller.ownOnly() ? caller.subject() : "")
                .more("nullif(?, ''), ", filter.status() == null ? "" : filter.status())
                .more("cast(nullif(?, '') as boolean), ", filter.attentionOnly() == null ? "" : "true")
                .more(
                        "cast(nullif(cast(? as text), '') as timestamptz), ",
                        filter.overdueOnly() ? time.instant().toString() : "")
                .more("cast(nullif(cast(? as text), '') as uuid), ", before == null ? "" : before.toString());
        return query.then((limit + 1) + ")) order by id desc");
    }

    private Found found(String row) {
        try {
            var found = json.readTree(row);
            var item = ListItem.of(
                    UUID.fromString(found.path("id").asText()),
                    views.view(found.path("state").asText()),
                    found.path("position").asLong(),
                    expect,
                    time.instant());
            return new Found(item, found.path("expectedBy").asText());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A view cannot be read.", e);
        }
    }

    /** A query in the making; each {@code ?} is given the next number. */
    private static final class Query {

        private final StringBuilder sql;
        private final List<Object> values = new ArrayList<>();

        Query(String begin, String tenant) {
            sql = new StringBuilder(begin);
            values.add(tenant);
        }

        Query and(String condition, Object value) {
            sql.append(" and ");
            return more(condition, value);
        }

        Query more(String text, Object value) {
            if (value != null) {
                values.add(value);
            }
            sql.append(text.replace("?", "?" + values.size()));
            return this;
        }

        Query then(String end) {
            sql.append(end);
            return this;
        }

        Uni<List<String>> run(Mutiny.Session session) {
            var query = session.createNativeQuery(sql.toString(), String.class);
            for (var i = 0; i < values.size(); i++) {
                query.setParameter(i + 1, values.get(i));
            }
            return query.getResultList();
        }
    }
}
