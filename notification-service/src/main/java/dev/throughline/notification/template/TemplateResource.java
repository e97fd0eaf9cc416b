package dev.throughline.notification.template;

import dev.throughline.kit.idempotency.Idempotency;
import dev.throughline.kit.identity.Callers;
import dev.throughline.kit.page.Page;
import dev.throughline.kit.problem.FieldViolation;
import dev.throughline.kit.problem.PlainText;
import dev.throughline.kit.problem.Problems;
import dev.throughline.kit.work.UnitOfWork;
import io.quarkus.qute.TemplateException;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The templates that mails are made of. */
@Path("/templates")
@Tag(name = "Templates")
class TemplateResource {

    private final MailTemplates templates;
    private final PublishedTemplates published;
    private final TemplatePublishing publishing;
    private final DraftCheck check;
    private final Samples samples;
    private final Idempotency idempotency;
    private final UnitOfWork unitOfWork;
    private final Callers callers;

    TemplateResource(
            MailTemplates templates,
            PublishedTemplates published,
            TemplatePublishing publishing,
            DraftCheck check,
            Samples samples,
            Idempotency idempotency,
            UnitOfWork unitOfWork,
            Callers callers) {
        this.templates = templates;
        this.published = published;
        this.publishing = publishing;
        this.check = check;
        this.samples = samples;
        this.idempotency = idempotency;
        this.unitOfWork = unitOfWork;
        this.callers = callers;
    }

    /** What to show: a version, by default the current one, or a draft that is no version yet. */
    @RegisterForReflection
    record PreviewRequest(
            @NotBlank @Size(max = 35) String locale,
            Integer version,
            @Valid Draft draft) {}

    /** A new version, in every language, and why. */
    @RegisterForReflection
    record PublishRequest(
            @NotNull Map<String, @NotNull @Valid Draft> locales,
            @NotBlank @Size(max = 500) @PlainText String reason) {}

    /** A mail as it would look, told invented facts; {@code version} is {@code null} for a draft. */
    @RegisterForReflection
    record PreviewView(String name, Integer version, String locale, String subject, String text, String html) {}

    @GET
    @PermissionsAllowed("template:read")
    @Operation(
            summary = "List the templates with their versions",
            description = "Newest first: the newest 50 that the tenant has published, and those of the service.")
    public Uni<Page<TemplateView>> list() {
        return unitOfWork
                .read(
                        callers.current().tenant(),
                        session -> published.newest(callers.current().tenant()))
                .map(found -> new Page<>(
                        MailTemplates.NAMES.stream()
                                .map(name -> TemplateView.of(name, found))
                                .toList(),
                        null));
    }

    @POST
    @Path("/{name}/preview")
    @PermissionsAllowed("template:read")
    @Operation(
            summary = "Show the mail that a template makes of invented facts",
            description = "Sends and keeps nothing.")
    @APIResponse(responseCode = "400", description = "The draft cannot be rendered; violations say why")
    public Uni<PreviewView> preview(@PathParam("name") String name, @Valid @NotNull PreviewRequest request) {
        requireTemplate(name);
        var tenant = callers.current().tenant();
        var locale = Locales.nearest(request.locale());
        if (request.draft() != null) {
            requireSound(check.violations("draft", request.draft(), tenant, locale));
            var mail = templates.render(request.draft(), locale, samples.full(), samples.setting(tenant));
            return Uni.createFrom().item(view(name, null, locale, mail));
        }
        return unitOfWork.read(
                tenant,
                session -> version(tenant, name, request.version())
                        .chain(version -> published
                                .text(tenant, name, version, locale)
                                .map(draft ->
                                        view(name, version, locale, rendered(name, version, locale, draft, tenant)))));
    }

    private Uni<Integer> version(String tenant, String name, Integer wanted) {
        return wanted == null
                ? published.current(tenant, name)
                : Uni.createFrom().item(wanted);
    }

    private Rendered rendered(String name, int version, String locale, Draft draft, String tenant) {
        try {
            return templates.render(
                    new MailTemplates.Version(name, version, draft), locale, samples.full(), samples.setting(tenant));
        } catch (TemplateException e) {
            throw Problems.notFound("version of this template");
        }
    }

    private static PreviewView view(String name, Integer version, String locale, Rendered mail) {
        return new PreviewView(name, version, locale, mail.subject(), mail.text(), mail.html());
    }

    @POST
    @Path("/{name}/versions")
    @PermissionsAllowed("template:publish")
    @Operation(
            summary = "Publish a new version of a template",
            description = "In every language. New notifications use it from then on; a version is never changed.")
    @APIResponse(responseCode = "201", description = "Published")
    @APIResponse(responseCode = "400", description = "It cannot be rendered; violations say why")
    public Uni<Response> publish(@PathParam("name") String name, @Valid @NotNull PublishRequest request) {
        requireTemplate(name);
        if (!request.locales().keySet().equals(Set.copyOf(Locales.ALL))) {
            throw Problems.invalid("locales", "must have exactly " + Locales.ALL);
        }
        var tenant = callers.current().tenant();
        requireSound(Locales.ALL.stream()
                .flatMap(locale ->
                        check.violations("locales." + locale, request.locales().get(locale), tenant, locale).stream())
                .toList());
        return idempotency.perform(
                request, work -> publishing.publish(work, name, request.locales(), request.reason()));
    }

    private static void requireTemplate(String name) {
        if (!MailTemplates.NAMES.contains(name)) {
            throw Problems.notFound("template");
        }
    }

    private static void requireSound(List<FieldViolation> violations) {
        if (!violations.isEmpty()) {
            throw Problems.invalid(violations);
        }
    }
}
