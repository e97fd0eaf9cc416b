package dev.throughline.booking.partner;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.throughline.booking.booking.Bookings;
import dev.throughline.kit.identity.Caller;
import dev.throughline.kit.identity.Callers;
import dev.throughline.kit.job.Outcome;
import dev.throughline.kit.page.Cursor;
import dev.throughline.kit.page.Page;
import dev.throughline.kit.problem.Problems;
import dev.throughline.kit.work.UnitOfWork;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The partner ledger of a booking: what was asked, when, and how it ended. */
@Path("/bookings/{id}/attempts")
@Tag(name = "Bookings")
class AttemptResource {

    private final Bookings bookings;
    private final PartnerLedger ledger;
    private final UnitOfWork unitOfWork;
    private final Callers callers;

    AttemptResource(Bookings bookings, PartnerLedger ledger, UnitOfWork unitOfWork, Callers callers) {
        this.bookings = bookings;
        this.ledger = ledger;
        this.unitOfWork = unitOfWork;
        this.callers = callers;
    }

    /**
     * One request to the partner.
     *
     * @param outcome {@code null} while it is under way
     */
    @RegisterForReflection
    record AttemptView(
            UUID id,
            UUID job,
            int number,
            String partner,
            PartnerOperation operation,
            String reference,
            String reservationId,
            Instant startedAt,
            Instant endedAt,
            Outcome outcome,
            String detail,
            @JsonRawValue String sent,
            @JsonRawValue String received,
            String worker,
            String traceId) {

        static AttemptView of(PartnerAttempt attempt) {
            return new AttemptView(
                    attempt.id(),
                    attempt.job(),
                    attempt.number(),
                    attempt.partner(),
                    attempt.operation(),
                    attempt.reference(),
                    attempt.reservationId(),
                    attempt.startedAt(),
                    attempt.endedAt(),
                    attempt.outcome(),
                    attempt.detail(),
                    attempt.sent(),
                    attempt.received(),
                    attempt.worker(),
                    attempt.traceId());
        }
    }

    @GET
    @PermissionsAllowed("booking:read")
    @Operation(summary = "Read the partner ledger of a booking", description = "Oldest first.")
    public Uni<Page<AttemptView>> list(
            @PathParam("id") UUID id,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(200) int limit,
            @QueryParam("cursor") String cursor) {
        var caller = callers.current();
        var after = Cursor.decodeId(cursor);
        return unitOfWork
                .read(
                        caller.tenant(),
                        session -> requireVisible(id, caller)
                                .chain(() -> ledger.ofBooking(caller.tenant(), id, after, limit + 1)))
                .map(found -> page(found, limit));
    }

    private Uni<Void> requireVisible(UUID id, Caller caller) {
        return bookings.findById(id)
                .onItem()
                .transform(booking -> booking != null
                        && booking.tenant().equals(caller.tenant())
                        && (!caller.ownOnly() || booking.owner().equals(caller.subject())))
                .invoke(visible -> {
                    if (!visible) {
                        throw Problems.notFound("booking");
                    }
                })
                .replaceWithVoid();
    }

    private static Page<AttemptView> page(List<PartnerAttempt> found, int limit) {
        return Page.of(found, limit, last -> last.id().toString()).map(AttemptView::of);
    }
}
