package dev.throughline.status.console.letter;

import dev.throughline.kit.time.Ids;
import dev.throughline.status.console.letter.LettersPage.Pile;
import dev.throughline.status.console.page.Desk;
import dev.throughline.status.console.page.Frame;
import dev.throughline.status.console.service.Reply;
import dev.throughline.status.console.service.Services;
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
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The dead letters, each with its verdict, and what a person does about it: its replay, or what was found out. */
@Path("/console/dead-letters")
class LetterResource {

    private static final int OK = Response.Status.OK.getStatusCode();

    private final Desk desk;
    private final Letters letters;
    private final Services services;

    LetterResource(Desk desk, Letters letters, Services services) {
        this.desk = desk;
        this.letters = letters;
        this.services = services;
    }

    @CheckedTemplate(basePath = "console")
    static class Templates {
        static native TemplateInstance letters(Frame frame, LettersPage page);
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> list(
            @QueryParam("replayed") @DefaultValue("") String replayed,
            @QueryParam("resolved") @DefaultValue("") String resolved) {
        return desk.show(operator ->
                letters.collect(operator).chain(piles -> page(operator, OK, piles, done(replayed, resolved))));
    }

    private String done(String replayed, String resolved) {
        if (services.withJobs().contains(replayed)) {
            return replayed + " has put the job back to work.";
        }
        return services.withJobs().contains(resolved) ? resolved + " has recorded what you found out." : null;
    }

    private Uni<Response> page(Operator operator, int status, List<Pile> piles, String done) {
        var page = new LettersPage(piles, operator.may("job:replay"), operator.may("job:resolve"), done);
        return Desk.html(
                status, Templates.letters(desk.frame("Dead letters", Frame.Place.dead_letters, operator), page));
    }

    @POST
    @Path("/{service}/{id}/replay")
    @Operation(hidden = true)
    public Uni<Response> replay(
            @PathParam("service") String service,
            @PathParam("id") UUID id,
            @FormParam("form") String form,
            @FormParam("key") String key,
            @FormParam("reason") @DefaultValue("") String reason) {
        var draft = new Letter.Draft(keyOf(key), reason, "", "", null);
        return act(
                service,
                form,
                operator -> services.replay(operator, draft.key(), service, id, reason.strip())
                        .chain(reply -> after(operator, reply, "replayed=" + service, id, draft)));
    }

    @POST
    @Path("/{service}/{id}/resolve")
    @Operation(hidden = true)
    public Uni<Response> resolve(
            @PathParam("service") String service,
            @PathParam("id") UUID id,
            @FormParam("form") String form,
            @FormParam("key") String key,
            @FormParam("outcome") @DefaultValue("") String outcome,
            @FormParam("evidence") @DefaultValue("") String found,
            @FormParam("reason") @DefaultValue("") String reason) {
        var draft = new Letter.Draft(keyOf(key), reason, outcome, found, null);
        var body = Map.<String, Object>of("outcome", outcome, "evidence", found.strip(), "reason", reason.strip());
        return act(
                service,
                form,
                operator -> services.resolve(operator, draft.key(), service, id, body)
                        .chain(reply -> after(operator, reply, "resolved=" + service, id, draft)));
    }

    private static String keyOf(String key) {
        return key == null || key.isBlank() ? Ids.next().toString() : key;
    }

    private Uni<Response> act(String service, String form, Function<Operator, Uni<Response>> work) {
        return desk.act(
                form,
                operator -> services.withJobs().contains(service)
                        ? work.apply(operator)
                        : desk.notFound(operator, "service"));
    }

    private Uni<Response> after(Operator operator, Reply reply, String done, UUID id, Letter.Draft draft) {
        return reply.fold(
                answer -> Desk.seeOther("/console/dead-letters?" + done),
                trouble -> failed(operator, id, draft.failed(trouble)));
    }

    private Uni<Response> failed(Operator operator, UUID id, Letter.Draft draft) {
        return letters.collect(operator)
                .chain(piles -> isThere(piles, id)
                        ? page(operator, draft.trouble().status(), marked(piles, id, draft), null)
                        : desk.trouble(operator, draft.trouble()));
    }

    private static boolean isThere(List<Pile> piles, UUID id) {
        return piles.stream()
                .flatMap(pile -> pile.letters().stream())
                .anyMatch(each -> each.id().equals(id));
    }

    private static List<Pile> marked(List<Pile> piles, UUID id, Letter.Draft draft) {
        return piles.stream()
                .map(pile -> new Pile(
                        pile.service(),
                        pile.letters().stream()
                                .map(each -> each.id().equals(id) ? each.with(draft) : each)
                                .toList(),
                        pile.more(),
                        pile.trouble()))
                .toList();
    }
}
