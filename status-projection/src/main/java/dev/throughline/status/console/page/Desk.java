package dev.throughline.status.console.page;

import dev.throughline.status.console.ConsoleSettings;
import dev.throughline.status.console.page.Frame.Place;
import dev.throughline.status.console.service.Trouble;
import dev.throughline.status.console.session.FormTokens;
import dev.throughline.status.console.session.NotSignedIn;
import dev.throughline.status.console.session.Operator;
import dev.throughline.status.console.session.Operators;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/** Where every request for a page arrives: lets operators in, and answers with HTML whatever happens. */
@ApplicationScoped
public class Desk {

    /** The header that the console's script sends when it asks for a page to take parts of. */
    public static final String BY_SCRIPT = "X-Console-Script";

    private static final int FORBIDDEN = 403;

    private final Operators operators;
    private final FormTokens forms;
    private final ConsoleSettings settings;
    private final CurrentVertxRequest request;

    Desk(Operators operators, FormTokens forms, ConsoleSettings settings, CurrentVertxRequest request) {
        this.operators = operators;
        this.forms = forms;
        this.settings = settings;
        this.request = request;
    }

    @CheckedTemplate(basePath = "console")
    static class Templates {
        static native TemplateInstance trouble(Frame frame, Trouble trouble);
    }

    /** Answers a request for something to see. */
    public Uni<Response> show(Function<Operator, Uni<Response>> work) {
        return operators
                .current()
                .chain(operator ->
                        operator.may("booking:read") ? work.apply(operator) : trouble(operator, notPermitted()))
                .onFailure(NotSignedIn.class)
                .recoverWithItem(failure -> signIn(((NotSignedIn) failure).ended()));
    }

    /** Answers a form; one that the console has not given to this operator changes nothing. */
    public Uni<Response> act(String form, Function<Operator, Uni<Response>> work) {
        return show(operator ->
                forms.isOurs(operator.caller(), form) ? work.apply(operator) : trouble(operator, foreignForm()));
    }

    private static Trouble notPermitted() {
        return new Trouble(
                FORBIDDEN,
                "Not permitted",
                "You are signed in, but may not see bookings.",
                "Ask for the permission booking:read, or sign in as somebody else.",
                List.of());
    }

    private static Trouble foreignForm() {
        return new Trouble(
                FORBIDDEN,
                "This form is not from your session",
                "Nothing was done.",
                "Go back, reload the page, and send the form again.",
                List.of());
    }

    private Response signIn(boolean ended) {
        var context = request.getCurrent();
        if (context.request().getHeader(BY_SCRIPT) != null) {
            return Response.status(Response.Status.UNAUTHORIZED).build();
        }
        var wanted = context.request().method().name().equals("GET")
                ? context.request().uri()
                : "/console";
        var query = "?next=" + URLEncoder.encode(wanted, StandardCharsets.UTF_8) + (ended ? "&ended=true" : "");
        return Response.seeOther(URI.create("/console/sign-in" + query)).build();
    }

    public Frame frame(String title, Place place, Operator operator) {
        return new Frame(
                title,
                place,
                operator,
                forms.issue(operator == null ? null : operator.caller()),
                settings.traceUrl().orElse(null));
    }

    /** A page that says what the trouble is. */
    public Uni<Response> trouble(Operator operator, Trouble trouble) {
        return html(trouble.status(), Templates.trouble(frame(trouble.title(), Place.none, operator), trouble));
    }

    public Uni<Response> notFound(Operator operator, String what) {
        return trouble(
                operator,
                new Trouble(
                        Response.Status.NOT_FOUND.getStatusCode(),
                        "There is no such " + what,
                        "It does not exist, or it is not yours to see.",
                        "Check the address, or search for it.",
                        List.of()));
    }

    public static Uni<Response> html(int status, TemplateInstance template) {
        return template.createUni()
                .map(html -> Response.status(status)
                        .type(MediaType.TEXT_HTML_TYPE.withCharset("utf-8"))
                        .entity(html)
                        .build());
    }

    public static Uni<Response> seeOther(String path) {
        return Uni.createFrom().item(Response.seeOther(URI.create(path)).build());
    }
}
