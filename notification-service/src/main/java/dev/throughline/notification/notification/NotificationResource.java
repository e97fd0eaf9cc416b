package dev.throughline.notification.notification;

import dev.throughline.kit.audit.AuditEntry;
import dev.throughline.kit.idempotency.Answer;
import dev.throughline.kit.idempotency.Idempotency;
import dev.throughline.kit.identity.Callers;
import dev.throughline.kit.page.Page;
import dev.throughline.kit.problem.PlainText;
import dev.throughline.kit.problem.Problems;
import dev.throughline.kit.time.Ids;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.Work;
import dev.throughline.notification.delivery.DeliveryJobs;
import dev.throughline.notification.template.Senders;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.Authenticated;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The notification log, and the resend of one notification. */
@Path("/notifications")
@Tag(name = "Notifications")
class NotificationResource {

    private static final String RESEND = "notification:resend";

    private final NotificationSearch search;
    private final Notifications notifications;
    private final DeliveryJobs jobs;
    private final Senders senders;
    private final Idempotency idempotency;
    private final Callers callers;
    private final TimeSource time;

    NotificationResource(
            NotificationSearch search,
            Notifications notifications,
            DeliveryJobs jobs,
            Senders senders,
            Idempotency idempotency,
            Callers callers,
            TimeSource time) {
        this.search = search;
        this.notifications = notifications;
        this.jobs = jobs;
        this.senders = senders;
        this.idempotency = idempotency;
        this.callers = callers;
        this.time = time;
    }

    /** Why; it goes into the audit trail. */
    @RegisterForReflection
    record ResendRequest(
            @NotBlank @Size(max = 500) @PlainText String reason) {}

    @GET
    @Authenticated
    @Operation(
            summary = "List notifications",
            description =
                    "Newest first: all of the tenant with the permission notification:read, else the caller's own.")
    public Uni<Page<NotificationView>> list(
            @BeanParam @Valid NotificationSearch.Filter filter,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(200) int limit,
            @QueryParam("cursor") String cursor) {
        return search.list(callers.current(), filter, limit, cursor);
    }

    @GET
    @Path("/{id}")
    @Authenticated
    @Operation(summary = "Read a notification with its attempts and the verdict on a resend")
    @APIResponse(responseCode = "200", description = "The notification; ETag is its version")
    @APIResponse(responseCode = "404", description = "There is none such, or it is somebody else's")
    public Uni<Response> get(@PathParam("id") UUID id) {
        return search.get(callers.current(), id)
                .map(view -> Response.ok(view)
                        .header("ETag", "\"" + view.version() + "\"")
                        .build());
    }

    @POST
    @Path("/{id}/resend")
    @PermissionsAllowed(RESEND)
    @Operation(
            summary = "Send it again",
            description = "Another mail with another message id, whatever became of the ones before. Audited.")
    @APIResponse(responseCode = "202", description = "It is queued again")
    @APIResponse(responseCode = "409", description = "Its state does not allow it")
    public Uni<Response> resend(@PathParam("id") UUID id, @Valid @NotNull ResendRequest request) {
        return idempotency.perform(request, work -> resend(work, id, request.reason()));
    }

    private Uni<Answer> resend(Work work, UUID id, String reason) {
        return notifications
                .jobOf(work, id)
                .onItem()
                .ifNull()
                .failWith(() -> Problems.notFound("notification"))
                .chain(job -> jobs.replaced(work, job))
                .chain(() -> notifications.update(work, id, notification -> resend(work, notification, reason)))
                .invoke(queued -> work.enqueue(jobs.deliver(queued.job(), queued.id(), queued.booking())))
                .chain(search::view)
                .map(NotificationResource::answer);
    }

    private void resend(Work work, Notification notification, String reason) {
        var before = notification.state();
        var why = "Resent by %s: %s".formatted(work.origin().actor(), reason);
        notification.resend(
                Ids.next(), senders.messageId(notification.id(), notification.resends() + 1), why, time.instant());
        work.audit(new AuditEntry(
                RESEND,
                notification.aggregate(),
                AuditEntry.Decision.allowed,
                reason,
                Map.of("state", before.name(), "resend", notification.resends())));
    }

    private static Answer answer(NotificationView view) {
        return Answer.accepted(view)
                .with("Location", "/notifications/" + view.id())
                .at("notification/" + view.id(), view.version());
    }
}
