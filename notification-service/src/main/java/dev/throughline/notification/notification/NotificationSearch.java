package dev.throughline.notification.notification;

import dev.throughline.kit.identity.Caller;
import dev.throughline.kit.page.Cursor;
import dev.throughline.kit.page.Page;
import dev.throughline.kit.problem.PlainText;
import dev.throughline.kit.problem.Problems;
import dev.throughline.kit.work.UnitOfWork;
import dev.throughline.notification.delivery.DeliveryAttempt;
import dev.throughline.notification.delivery.DeliveryLedger;
import io.quarkus.panache.common.Parameters;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.QueryParam;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Finds notifications that the caller may see: all of the tenant with the permission to, else the caller's own. */
@ApplicationScoped
class NotificationSearch {

    private static final String SEE_ALL = "notification:read";

    private final Notifications notifications;
    private final DeliveryLedger ledger;
    private final UnitOfWork unitOfWork;

    NotificationSearch(Notifications notifications, DeliveryLedger ledger, UnitOfWork unitOfWork) {
        this.notifications = notifications;
        this.ledger = ledger;
        this.unitOfWork = unitOfWork;
    }

    /** What to list. */
    public static class Filter {

        @QueryParam("booking")
        UUID booking;

        @QueryParam("state")
        String state;

        @QueryParam("kind")
        String kind;

        @QueryParam("recipient")
        @Size(max = 254) @PlainText
        String recipient;
    }

    Uni<Page<NotificationView>> list(Caller caller, Filter filter, int limit, String cursor) {
        var conditions = new ArrayList<>(List.of("tenant = :tenant"));
        var parameters = Parameters.with("tenant", caller.tenant());
        condition(conditions, parameters, "owner", sees(caller) ? null : caller.subject());
        condition(conditions, parameters, "booking", filter.booking);
        condition(conditions, parameters, "state", filter.state == null ? null : state(filter.state));
        condition(conditions, parameters, "kind", filter.kind == null ? null : kind(filter.kind));
        condition(conditions, parameters, "recipient", filter.recipient);
        if (cursor != null) {
            conditions.add("id < :beforeId");
            parameters.and("beforeId", Cursor.decodeId(cursor));
        }
        var query = String.join(" and ", conditions) + " order by id desc";
        return unitOfWork
                .read(
                        caller.tenant(),
                        session -> notifications
                                .find(query, parameters)
                                .range(0, limit)
                                .list()
                                .chain(found -> attemptsOf(caller.tenant(), found)))
                .map(found -> Page.of(
                                found, limit, last -> last.notification().id().toString())
                        .map(each -> NotificationView.of(each.notification(), each.attempts())));
    }

    private record Found(Notification notification, List<DeliveryAttempt> attempts) {}

    private Uni<List<Found>> attemptsOf(String tenant, List<Notification> found) {
        return ledger.of(tenant, found.stream().map(Notification::id).toList())
                .map(attempts -> found.stream()
                        .map(notification -> new Found(notification, attempts))
                        .toList());
    }

    Uni<NotificationView> get(Caller caller, UUID id) {
        return unitOfWork.read(
                caller.tenant(),
                session -> notifications
                        .of(caller.tenant(), id)
                        .invoke(notification -> requireVisible(notification, caller))
                        .chain(this::view));
    }

    /** The notification with its attempts, in the caller's transaction. */
    Uni<NotificationView> view(Notification notification) {
        return ledger.of(notification.tenant(), List.of(notification.id()))
                .map(attempts -> NotificationView.of(notification, attempts));
    }

    private static void requireVisible(Notification notification, Caller caller) {
        if (notification == null || !sees(caller) && !notification.belongsTo(caller.subject())) {
            throw Problems.notFound("notification");
        }
    }

    private static boolean sees(Caller caller) {
        return caller.permissions().contains(SEE_ALL);
    }

    private static void condition(List<String> conditions, Parameters parameters, String member, Object value) {
        if (value != null) {
            conditions.add(member + " = :" + member);
            parameters.and(member, value);
        }
    }

    private static NotificationState state(String text) {
        try {
            return NotificationState.valueOf(text);
        } catch (IllegalArgumentException e) {
            throw Problems.invalid("state", "must be one of " + List.of(NotificationState.values()));
        }
    }

    private static String kind(String text) {
        return NotificationKind.named(text)
                .map(NotificationKind::word)
                .orElseThrow(() -> Problems.invalid("kind", "is not a kind of notification"));
    }
}
