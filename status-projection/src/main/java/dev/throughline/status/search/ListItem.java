package dev.throughline.status.search;

import dev.throughline.status.view.Awaited;
import dev.throughline.status.view.BookingView;
import dev.throughline.status.view.Expectations;
import dev.throughline.status.view.StatusView;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A booking in a list. */
@RegisterForReflection
@Schema(name = "StatusListItem")
public record ListItem(
        UUID bookingId,
        String status,
        String headline,
        String customer,
        String service,
        String partner,
        String partnerState,
        Instant start,
        String waitingFor,
        Instant expectedBy,
        boolean overdue,
        boolean attention,
        Instant updatedAt,

        @Schema(description = "Grows with every change; of two items of one booking the higher one is newer.")
        long position) {

    public static ListItem of(UUID id, BookingView view, long position, Expectations expect, Instant now) {
        var awaited = Awaited.of(view, expect);
        return new ListItem(
                id,
                view.statusText(),
                StatusView.headline(view),
                view.order().customer().name(),
                view.order().service(),
                view.order().partner(),
                view.partner().state(),
                view.order().start(),
                awaited.what(),
                awaited.until(),
                awaited.until() != null && awaited.until().isBefore(now),
                view.needsPerson(),
                view.lastEventAt(),
                position);
    }
}
