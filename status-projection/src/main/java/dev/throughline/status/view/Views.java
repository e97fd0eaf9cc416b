package dev.throughline.status.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.Work;
import dev.throughline.status.search.SearchWords;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/** All views. */
@ApplicationScoped
public class Views {

    private static final String SHELL = """
            insert into booking_view (tenant, id, changed_at) values (?1, ?2, cast(cast(?3 as text) as timestamptz))
            on conflict do nothing
            """;

    private static final String READ =
            "select position || ' ' || coalesce(state, '') from booking_view where tenant = ?1 and id = ?2";

    private static final String SAVE = """
            update booking_view
            set placed = ?3, owner = nullif(?4, ''), status = nullif(?5, ''), attention = ?6,
                expected_by = cast(nullif(cast(?7 as text), '') as timestamptz),
                words = array_to_tsvector(string_to_array(cast(?8 as text), ' ')), position = ?9, state = ?10,
                changed_by = cast(cast(pg_current_xact_id() as text) as bigint),
                changed_at = cast(cast(?11 as text) as timestamptz)
            where tenant = ?1 and id = ?2
            """;

    private final ObjectMapper json;
    private final Expectations expect;
    private final TimeSource time;

    Views(ObjectMapper json, Expectations expect, TimeSource time) {
        this.json = json;
        this.expect = expect;
        this.time = time;
    }

    /** A view with how many entries its timeline has. */
    public record Numbered(BookingView view, long position) {}

    /** The view of a booking, locked until the transaction ends; an empty one if nothing has been told of it yet. */
    public Uni<Numbered> lock(Work work, UUID id) {
        return locked(work, id).onItem().ifNull().switchTo(() -> shell(work, id).chain(() -> locked(work, id)));
    }

    private Uni<Numbered> locked(Work work, UUID id) {
        return read(work.session(), READ + " for update", work.origin().tenant(), id);
    }

    private Uni<Integer> shell(Work work, UUID id) {
        return work.session()
                .createNativeQuery(SHELL)
                .setParameter(1, work.origin().tenant())
                .setParameter(2, id)
                .setParameter(3, time.instant().toString())
                .executeUpdate();
    }

    /** {@code null} if nothing has been told of the booking. */
    public Uni<Numbered> find(Mutiny.Session session, String tenant, UUID id) {
        return read(session, READ, tenant, id);
    }

    private Uni<Numbered> read(Mutiny.Session session, String sql, String tenant, UUID id) {
        return session.createNativeQuery(sql, String.class)
                .setParameter(1, tenant)
                .setParameter(2, id)
                .getSingleResultOrNull()
                .map(this::numbered);
    }

    private Numbered numbered(String row) {
        if (row == null) {
            return null;
        }
        var blank = row.indexOf(' ');
        return new Numbered(view(row.substring(blank + 1)), Long.parseLong(row.substring(0, blank)));
    }

    /** The view in the column {@code state}. */
    public BookingView view(String state) {
        try {
            return state.isEmpty() ? new BookingView() : json.readValue(state, BookingView.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A view cannot be read.", e);
        }
    }

    /** Keeps a view that was locked by the same transaction. */
    public Uni<Void> save(Work work, UUID id, Numbered changed) {
        var view = changed.view();
        var until = view.placed() ? Awaited.of(view, expect).until() : null;
        return work.session()
                .createNativeQuery(SAVE)
                .setParameter(1, work.origin().tenant())
                .setParameter(2, id)
                .setParameter(3, view.placed())
                .setParameter(4, view.owner() == null ? "" : view.owner())
                .setParameter(5, view.placed() ? view.statusText() : "")
                .setParameter(6, view.placed() && view.needsPerson())
                .setParameter(7, until == null ? "" : until.toString())
                .setParameter(8, SearchWords.of(work.origin().tenant(), id, view))
                .setParameter(9, changed.position())
                .setParameter(10, write(view))
                .setParameter(11, time.instant().toString())
                .executeUpdate()
                .replaceWithVoid();
    }

    private String write(BookingView view) {
        try {
            return json.writeValueAsString(view);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A view cannot be written.", e);
        }
    }
}
