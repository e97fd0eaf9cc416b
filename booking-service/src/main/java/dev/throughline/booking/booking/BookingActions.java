package dev.throughline.booking.booking;

import dev.throughline.kit.audit.AuditEntry;
import dev.throughline.kit.idempotency.Answer;
import dev.throughline.kit.idempotency.Idempotency;
import dev.throughline.kit.identity.Caller;
import dev.throughline.kit.identity.Callers;
import dev.throughline.kit.problem.ProblemType;
import dev.throughline.kit.problem.Problems;
import dev.throughline.kit.work.Work;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Carries a caller's action on one existing booking through: once, only if it may be seen, only at the version it means. */
@ApplicationScoped
public class BookingActions {

    private final Bookings bookings;
    private final Idempotency idempotency;
    private final Callers callers;

    BookingActions(Bookings bookings, Idempotency idempotency, Callers callers) {
        this.bookings = bookings;
        this.idempotency = idempotency;
        this.callers = callers;
    }

    /**
     * What is asked for.
     *
     * @param permission in whose name it is audited, such as {@code booking:cancel}
     * @param ifMatch the {@code If-Match} header; {@code null} for any version
     * @param reason why, for the audit trail; {@code null} where none is asked for
     * @param body the request, for its fingerprint
     */
    public record Action(UUID booking, String permission, String ifMatch, String reason, Object body) {}

    /** Performs {@code change} and what {@code followUp} adds, and answers the booking after it. */
    public Uni<Response> perform(Action action, Consumer<Booking> change, BiConsumer<Work, Booking> followUp) {
        var caller = callers.current();
        return idempotency.perform(
                action.body(),
                work -> bookings.update(work, action.booking(), booking -> {
                            requireVisible(booking, caller);
                            requireMatch(booking, action.ifMatch());
                            change.accept(booking);
                        })
                        .onItem()
                        .ifNull()
                        .failWith(() -> Problems.notFound("booking"))
                        .invoke(booking -> followUp.accept(work, booking))
                        .invoke(booking -> work.audit(
                                AuditEntry.allowed(action.permission(), booking.aggregate(), action.reason())))
                        .map(BookingActions::answer));
    }

    static Answer answer(Booking booking) {
        return Answer.accepted(BookingView.of(booking))
                .with("Location", "/bookings/" + booking.id())
                .at(booking.aggregate(), booking.version());
    }

    static void requireVisible(Booking booking, Caller caller) {
        if (booking == null || !booking.tenant().equals(caller.tenant()) || hidden(booking, caller)) {
            throw Problems.notFound("booking");
        }
    }

    private static boolean hidden(Booking booking, Caller caller) {
        return caller.ownOnly() && !booking.owner().equals(caller.subject());
    }

    private static void requireMatch(Booking booking, String ifMatch) {
        if (ifMatch != null && !ifMatch.equals("*") && !ifMatch.contains("\"" + booking.version() + "\"")) {
            throw Problems.of(
                    ProblemType.PRECONDITION_FAILED,
                    "The booking is at version %d now. Read it again before you decide.".formatted(booking.version()));
        }
    }
}
