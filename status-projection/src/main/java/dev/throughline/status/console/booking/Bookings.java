package dev.throughline.status.console.booking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.kit.time.Ids;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.status.console.booking.BookingPage.Form;
import dev.throughline.status.console.booking.BookingPage.Notice;
import dev.throughline.status.console.service.Reply;
import dev.throughline.status.console.service.Services;
import dev.throughline.status.console.service.Trouble;
import dev.throughline.status.console.session.Operator;
import dev.throughline.status.timeline.Entry;
import dev.throughline.status.view.StatusView;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Puts together what is known of a booking for its page. */
@ApplicationScoped
class Bookings {

    private static final int TIMELINE = 500;

    private final Services services;
    private final ObjectMapper json;
    private final TimeSource time;

    Bookings(Services services, ObjectMapper json, TimeSource time) {
        this.services = services;
        this.json = json;
        this.time = time;
    }

    /** A page, or why there is none. */
    record Found(BookingPage page, Trouble trouble) {}

    private record Seen(Reply view, Notice notice) {}

    /**
     * The page, waiting a little for the state that {@code token} stands for.
     *
     * @param done the path of an act that has just been done; {@code null} if none has
     * @param from cursor of where the timeline begins; {@code null} for its beginning
     */
    Uni<Found> page(Operator operator, UUID id, String done, String token, String from) {
        var notice = Act.at(done).map(Notice::of).orElse(null);
        return look(operator, id, notice, notice == null ? null : token)
                .chain(seen -> with(operator, id, seen, from, null));
    }

    /** The page with a form that could not be carried out. */
    Uni<Found> again(Operator operator, UUID id, Form failed) {
        return look(operator, id, null, null).chain(seen -> with(operator, id, seen, null, failed));
    }

    private Uni<Seen> look(Operator operator, UUID id, Notice notice, String token) {
        return services.view(operator, id, token)
                .chain(reply -> token != null && isNotYet(reply)
                        ? services.view(operator, id, null).map(older -> new Seen(older, notice.behind(token)))
                        : Uni.createFrom().item(new Seen(reply, notice)));
    }

    private static boolean isNotYet(Reply reply) {
        return reply.fold(answer -> false, Trouble::isNotYet);
    }

    private Uni<Found> with(Operator operator, UUID id, Seen seen, String from, Form failed) {
        return seen.view()
                .fold(
                        answer -> services.timeline(operator, id, TIMELINE, from)
                                .map(timeline -> found(operator, answer.body(), timeline, seen.notice(), failed)),
                        trouble -> Uni.createFrom().item(new Found(null, trouble)));
    }

    private Found found(Operator operator, JsonNode told, Reply timeline, Notice notice, Form failed) {
        var view = read(told, StatusView.class);
        var entries = timeline.fold(answer -> entries(answer.body()), trouble -> null);
        var more = timeline.fold(answer -> answer.body().path("next").asText(null), trouble -> null);
        return new Found(new BookingPage(view, entries, more, forms(view, operator, failed), notice), null);
    }

    private List<Entry> entries(JsonNode page) {
        var entries = new ArrayList<Entry>();
        page.path("items").forEach(item -> entries.add(read(item, Entry.class)));
        return entries;
    }

    // One that failed stays on the page, whatever the view says: what was entered must not be lost.
    private List<Form> forms(StatusView view, Operator operator, Form failed) {
        var forms = new ArrayList<Form>();
        for (var act : Act.offered(view, operator, time.instant())) {
            forms.add(
                    failed != null && failed.act() == act
                            ? failed
                            : new Form(act, Ids.next().toString(), Entered.NOTHING, null));
        }
        if (failed != null && forms.stream().noneMatch(form -> form.act() == failed.act())) {
            forms.add(0, failed);
        }
        return forms;
    }

    private <T> T read(JsonNode told, Class<T> type) {
        try {
            return json.treeToValue(told, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The status API answers in a way that the console does not know.", e);
        }
    }
}
