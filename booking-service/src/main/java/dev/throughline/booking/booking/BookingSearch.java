package dev.throughline.booking.booking;

import dev.throughline.kit.identity.Caller;
import dev.throughline.kit.page.Cursor;
import dev.throughline.kit.page.Page;
import dev.throughline.kit.problem.Problems;
import dev.throughline.kit.time.Rfc3339;
import dev.throughline.kit.work.UnitOfWork;
import io.quarkus.panache.common.Parameters;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.QueryParam;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Lists bookings by filter. Each combination is served by an index that begins with the tenant. */
@ApplicationScoped
class BookingSearch {

    private static final String BY_START = " order by start, id";
    private static final String NEWEST_FIRST = " order by id desc";

    private final Bookings bookings;
    private final UnitOfWork unitOfWork;

    BookingSearch(Bookings bookings, UnitOfWork unitOfWork) {
        this.bookings = bookings;
        this.unitOfWork = unitOfWork;
    }

    /** What to list. */
    public static class Filter {

        @QueryParam("status")
        String status;

        @QueryParam("partner")
        @Size(max = 64) String partner;

        @QueryParam("from")
        String from;

        @QueryParam("to")
        String to;
    }

    Uni<Page<Booking>> find(Caller caller, Filter filter, int limit, String cursor) {
        var conditions = new ArrayList<>(List.of("tenant = :tenant"));
        var parameters = Parameters.with("tenant", caller.tenant());
        if (caller.ownOnly()) {
            conditions.add("owner = :owner");
            parameters.and("owner", caller.subject());
        }
        if (filter.status != null) {
            conditions.add("status = :status");
            parameters.and("status", status(filter.status));
        }
        if (filter.partner != null) {
            conditions.add("partner = :partner");
            parameters.and("partner", filter.partner);
        }
        var byStart = filter.from != null || filter.to != null;
        addRange(filter, conditions, parameters);
        addCursor(cursor, byStart, conditions, parameters);
        var query = String.join(" and ", conditions) + (byStart ? BY_START : NEWEST_FIRST);
        return unitOfWork
                .read(
                        caller.tenant(),
                        session ->
                                bookings.find(query, parameters).range(0, limit).list())
                .map(found -> Page.of(found, limit, last -> position(last, byStart)));
    }

    private static void addRange(Filter filter, List<String> conditions, Parameters parameters) {
        if (filter.from != null) {
            conditions.add("start >= :from");
            parameters.and("from", time("from", filter.from));
        }
        if (filter.to != null) {
            conditions.add("start < :to");
            parameters.and("to", time("to", filter.to));
        }
    }

    private static void addCursor(String cursor, boolean byStart, List<String> conditions, Parameters parameters) {
        if (cursor == null) {
            return;
        }
        if (byStart) {
            var position = Cursor.decode(cursor).split("/", 2);
            try {
                parameters.and("atStart", Rfc3339.parse(position[0])).and("afterId", UUID.fromString(position[1]));
            } catch (DateTimeException | IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                throw Cursor.invalid();
            }
            conditions.add("(start > :atStart or start = :atStart and id > :afterId)");
        } else {
            conditions.add("id < :beforeId");
            parameters.and("beforeId", Cursor.decodeId(cursor));
        }
    }

    private static String position(Booking last, boolean byStart) {
        return byStart ? last.start() + "/" + last.id() : last.id().toString();
    }

    private static BookingStatus status(String text) {
        try {
            return BookingStatus.valueOf(text);
        } catch (IllegalArgumentException e) {
            throw Problems.invalid("status", "must be one of " + List.of(BookingStatus.values()));
        }
    }

    private static Instant time(String field, String text) {
        try {
            return Rfc3339.parse(text);
        } catch (DateTimeException e) {
            throw Problems.invalid(field, "must be a time as RFC 3339, such as 2030-12-23T09:00:00Z");
        }
    }
}
