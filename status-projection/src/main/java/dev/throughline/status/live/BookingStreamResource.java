package dev.throughline.status.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.kit.identity.Caller;
import dev.throughline.kit.identity.Callers;
import dev.throughline.kit.job.OwnContext;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.UnitOfWork;
import dev.throughline.status.reading.Reader;
import dev.throughline.status.reading.Shown;
import dev.throughline.status.timeline.Entry;
import dev.throughline.status.timeline.Timeline;
import dev.throughline.status.view.Expectations;
import dev.throughline.status.view.StatusView;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.hibernate.reactive.mutiny.Mutiny;

/** One booking, live. */
@Path("/status/bookings/{id}/stream")
@OfVisibleBooking
@PermissionsAllowed("booking:read")
@Tag(name = "Status")
class BookingStreamResource {

    private static final int TOGETHER = 100;
    private static final long FROM_NOW = -1;

    private final Reader reader;
    private final Timeline timeline;
    private final Streams streams;
    private final StreamAccess access;
    private final Changes changes;
    private final UnitOfWork unitOfWork;
    private final OwnContext ownContext;
    private final Callers callers;
    private final Expectations expect;
    private final TimeSource time;
    private final ObjectMapper json;

    BookingStreamResource(
            Reader reader,
            Timeline timeline,
            Streams streams,
            StreamAccess access,
            Changes changes,
            UnitOfWork unitOfWork,
            OwnContext ownContext,
            Callers callers,
            Expectations expect,
            TimeSource time,
            ObjectMapper json) {
        this.reader = reader;
        this.timeline = timeline;
        this.streams = streams;
        this.access = access;
        this.changes = changes;
        this.unitOfWork = unitOfWork;
        this.ownContext = ownContext;
        this.callers = callers;
        this.expect = expect;
        this.time = time;
        this.json = json;
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(
            summary = "Follow a booking",
            description =
                    "Begins with the view. Then, with each change, an 'entry' for each new timeline entry and the 'view'. "
                            + "The id is the position in the timeline: with Last-Event-ID what came after it is told first, with 0 "
                            + "everything. Ends with the token.")
    @APIResponse(responseCode = "200", description = "Events 'entry', 'view' and, before it closes, 'end'")
    @APIResponse(responseCode = "404", description = "There is no such booking for the caller")
    @APIResponse(responseCode = "429", description = "The tenant has too many streams open")
    public Multi<OutboundSseEvent> follow(
            @PathParam("id") UUID id, @HeaderParam("Last-Event-ID") String lastEventId, @Context Sse sse) {
        var caller = callers.current();
        var asking = access.asking(caller.tenant(), sse);
        var last = StreamAccess.lastEventId(lastEventId, FROM_NOW);
        return streams.open(asking, client -> source(client, caller, id, last));
    }

    private Source source(Client client, Caller caller, UUID id, long position) {
        var source = new BookingSource(client, ownContext, position, after -> news(caller, id, after));
        source.watchedBy(changes.watch(caller.tenant(), id, 0, source::changed));
        return source;
    }

    private Uni<BookingSource.News> news(Caller caller, UUID id, long position) {
        return unitOfWork.read(
                caller.tenant(),
                session -> reader.find(session, caller, id)
                        .onItem()
                        .ifNotNull()
                        .transformToUni(shown -> news(session, caller, shown, position)));
    }

    private Uni<BookingSource.News> news(Mutiny.Session session, Caller caller, Shown shown, long position) {
        var from = position == FROM_NOW ? shown.position() : Math.min(position, shown.position());
        return timeline.after(session, caller.tenant(), shown.id(), from, TOGETHER)
                .map(entries -> news(shown, entries, from));
    }

    private BookingSource.News news(Shown shown, List<Entry> entries, long position) {
        var last =
                entries.isEmpty() ? position : entries.get(entries.size() - 1).position();
        return new BookingSource.News(
                entries.stream()
                        .map(entry -> new BookingSource.Item(entry.position(), write(entry)))
                        .toList(),
                write(StatusView.of(
                        shown.id(), shown.view(), shown.position(), shown.freshness(), expect, time.instant())),
                last,
                shown.position() > last);
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("News cannot be written.", e);
        }
    }
}
