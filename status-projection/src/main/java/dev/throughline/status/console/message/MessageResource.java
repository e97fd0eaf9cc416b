package dev.throughline.status.console.message;

import dev.throughline.kit.time.Ids;
import dev.throughline.status.console.page.Desk;
import dev.throughline.status.console.page.Frame;
import dev.throughline.status.console.service.Services;
import dev.throughline.status.console.service.Trouble;
import dev.throughline.status.console.session.Operator;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The notification log as notification-service tells it, and the resend of one message with a reason. */
@Path("/console/notifications")
class MessageResource {

    private static final int LIMIT = 50;

    private final Desk desk;
    private final Services services;

    MessageResource(Desk desk, Services services) {
        this.desk = desk;
        this.services = services;
    }

    @CheckedTemplate(basePath = "console")
    static class Templates {
        static native TemplateInstance messages(Frame frame, MessagesPage page);
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> list(
            @QueryParam("state") @DefaultValue("") String state,
            @QueryParam("cursor") String cursor,
            @QueryParam("resent") boolean resent) {
        var chosen = MessagesPage.CHOICES.contains(state) ? state : "";
        return desk.show(operator -> services.notifications(operator, chosen.isEmpty() ? null : chosen, LIMIT, cursor)
                .map(reply -> reply.fold(
                        answer -> MessagesPage.of(chosen, cursor == null, answer.body(), mayResend(operator), resent),
                        trouble -> MessagesPage.none(chosen, trouble)))
                .chain(page -> page(operator, page, page.trouble())));
    }

    private static boolean mayResend(Operator operator) {
        return operator.may("notification:resend");
    }

    private Uni<Response> page(Operator operator, MessagesPage page, Trouble trouble) {
        return Desk.html(
                trouble == null ? Response.Status.OK.getStatusCode() : trouble.status(),
                Templates.messages(desk.frame("Notifications", Frame.Place.notifications, operator), page));
    }

    @POST
    @Path("/{id}/resend")
    @Operation(hidden = true)
    public Uni<Response> resend(
            @PathParam("id") UUID id,
            @FormParam("form") String form,
            @FormParam("key") String key,
            @FormParam("reason") @DefaultValue("") String reason) {
        var once = key == null || key.isBlank() ? Ids.next().toString() : key;
        return desk.act(
                form,
                operator -> services.resend(operator, once, id, reason.strip())
                        .chain(reply -> reply.fold(
                                answer -> Desk.seeOther("/console/notifications?resent=true"),
                                trouble -> failed(operator, id, once, reason, trouble))));
    }

    /** The message by itself, with what was entered for it: where it stands in the log may have changed. */
    private Uni<Response> failed(Operator operator, UUID id, String key, String reason, Trouble trouble) {
        return services.notification(operator, id)
                .chain(reply -> reply.fold(
                        answer -> page(
                                operator,
                                MessagesPage.one(
                                        Message.of(answer.body(), key).failed(key, reason, trouble),
                                        mayResend(operator)),
                                trouble),
                        gone -> desk.trouble(operator, trouble)));
    }
}
