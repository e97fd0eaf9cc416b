package dev.throughline.status.console.booking;

import dev.throughline.kit.time.Ids;
import dev.throughline.status.console.page.Desk;
import dev.throughline.status.console.page.Frame;
import dev.throughline.status.console.page.Frame.Place;
import dev.throughline.status.console.service.Reply;
import dev.throughline.status.console.service.Services;
import dev.throughline.status.console.session.Operator;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The page of one booking, and the acts that are sent from it. */
@Path("/console/bookings/{id}")
class BookingResource {

    private final Desk desk;
    private final Bookings bookings;
    private final Services services;

    BookingResource(Desk desk, Bookings bookings, Services services) {
        this.desk = desk;
        this.bookings = bookings;
        this.services = services;
    }

    @CheckedTemplate(basePath = "console")
    static class Templates {
        static native TemplateInstance booking(Frame frame, BookingPage page);
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> show(
            @PathParam("id") String id,
            @QueryParam("done") String done,
            @QueryParam("token") String token,
            @QueryParam("from") String from) {
        return desk.show(operator -> id(id).map(booking -> bookings.page(operator, booking, done, token, from)
                        .chain(found -> page(operator, Response.Status.OK.getStatusCode(), found)))
                .orElseGet(() -> desk.notFound(operator, "booking")));
    }

    private static Optional<UUID> id(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Uni<Response> page(Operator operator, int status, Bookings.Found found) {
        if (found.trouble() != null) {
            return found.trouble().isNotFound()
                    ? desk.notFound(operator, "booking")
                    : desk.trouble(operator, found.trouble());
        }
        var page = found.page();
        var title = page.view().customer().name() + " · " + page.view().service();
        return Desk.html(status, Templates.booking(desk.frame(title, Place.bookings, operator), page));
    }

    @POST
    @Path("/{act: check-in|complete|no-show|cancel}")
    @Operation(hidden = true)
    public Uni<Response> act(
            @PathParam("id") UUID id,
            @PathParam("act") String path,
            @FormParam("form") String form,
            @FormParam("key") String key,
            @BeanParam Entered entered) {
        var act = Act.at(path).orElseThrow();
        var once = key == null || key.isBlank() ? Ids.next().toString() : key;
        return desk.act(
                form,
                operator -> services.act(operator, once, id, act.path(), act.body(entered))
                        .chain(reply -> reply.fold(
                                answer -> Desk.seeOther(after(id, act, answer)),
                                trouble -> bookings.again(
                                                operator, id, new BookingPage.Form(act, once, entered, trouble))
                                        .chain(found -> page(operator, trouble.status(), found)))));
    }

    private static String after(UUID id, Act act, Reply.Answer answer) {
        var token = answer.token() == null ? "" : "&token=" + URLEncoder.encode(answer.token(), StandardCharsets.UTF_8);
        return "/console/bookings/%s?done=%s%s".formatted(id, act.path(), token);
    }
}
