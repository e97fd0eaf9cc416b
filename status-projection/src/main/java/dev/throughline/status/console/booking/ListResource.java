package dev.throughline.status.console.booking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.status.console.booking.ListPage.Query;
import dev.throughline.status.console.page.Desk;
import dev.throughline.status.console.page.Frame;
import dev.throughline.status.console.service.Reply;
import dev.throughline.status.console.service.Services;
import dev.throughline.status.console.service.Trouble;
import dev.throughline.status.console.session.Operator;
import dev.throughline.status.search.ListItem;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The list of bookings, with search and filters. */
@Path("/console")
class ListResource {

    private static final int LIMIT = 50;

    private final Desk desk;
    private final Services services;
    private final ObjectMapper json;

    ListResource(Desk desk, Services services, ObjectMapper json) {
        this.desk = desk;
        this.services = services;
        this.json = json;
    }

    @CheckedTemplate(basePath = "console")
    static class Templates {
        static native TemplateInstance list(Frame frame, ListPage page);
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> list(
            @QueryParam("q") String q, @QueryParam("state") String state, @QueryParam("cursor") String cursor) {
        var query = Query.of(q, state, cursor);
        return desk.show(operator -> find(operator, query)
                .chain(page -> Desk.html(
                        page.trouble() == null
                                ? Response.Status.OK.getStatusCode()
                                : page.trouble().status(),
                        Templates.list(desk.frame("Bookings", Frame.Place.bookings, operator), page))));
    }

    private Uni<ListPage> find(Operator operator, Query query) {
        return list(operator, query).chain(list -> counts(operator).map(counts -> page(query, list, counts)));
    }

    private Uni<Reply> list(Operator operator, Query query) {
        var overdue = query.state().equals("overdue");
        var q = query.q().isEmpty() ? null : query.q();
        var state = query.state().isEmpty() || overdue ? null : query.state();
        return services.list(operator, q, state, overdue, LIMIT, query.first() ? null : query.cursor());
    }

    private Uni<Map<String, Long>> counts(Operator operator) {
        return operator.caller().ownOnly()
                ? Uni.createFrom().item(Map.of())
                : services.summary(operator)
                        .map(reply -> reply.fold(answer -> counts(answer.body()), trouble -> Map.of()));
    }

    private static Map<String, Long> counts(JsonNode summary) {
        var counts = new HashMap<String, Long>();
        summary.path("counts")
                .fields()
                .forEachRemaining(
                        each -> counts.put(each.getKey(), each.getValue().asLong()));
        counts.put("", summary.path("total").asLong());
        counts.put("overdue", summary.path("overdue").asLong());
        return counts;
    }

    private ListPage page(Query query, Reply list, Map<String, Long> counts) {
        return list.fold(answer -> page(query, answer.body(), counts), trouble -> none(query, counts, trouble));
    }

    private ListPage page(Query query, JsonNode list, Map<String, Long> counts) {
        return new ListPage(
                query,
                items(list.path("items")),
                list.path("next").asText(null),
                Instant.parse(list.path("asOf").asText()),
                list.path("lagMs").asLong(),
                list.path("behind").asText(null),
                counts,
                null);
    }

    private static ListPage none(Query query, Map<String, Long> counts, Trouble trouble) {
        return new ListPage(query, List.of(), null, null, 0, null, counts, trouble);
    }

    private List<ListItem> items(JsonNode told) {
        try {
            var items = new ArrayList<ListItem>();
            for (var item : told) {
                items.add(json.treeToValue(item, ListItem.class));
            }
            return items;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The status API lists in a way that the console does not know.", e);
        }
    }
}
