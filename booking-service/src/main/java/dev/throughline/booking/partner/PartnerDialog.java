package dev.throughline.booking.partner;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.throughline.booking.booking.Booking;
import dev.throughline.booking.booking.Bookings;
import dev.throughline.kit.job.JobContext;
import dev.throughline.kit.job.Outcome;
import dev.throughline.kit.time.Ids;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.trace.Traces;
import dev.throughline.kit.work.Work;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Speaks with a partner on behalf of a job: every request is in the ledger before it is sent, in the same fenced transaction
 * that says so in the job's ledger and in the booking.
 */
@ApplicationScoped
class PartnerDialog {

    private final Bookings bookings;
    private final PartnerLedger ledger;
    private final Partners partners;
    private final ObjectMapper json;
    private final TimeSource time;

    PartnerDialog(Bookings bookings, PartnerLedger ledger, Partners partners, ObjectMapper json, TimeSource time) {
        this.bookings = bookings;
        this.ledger = ledger;
        this.partners = partners;
        this.json = json;
        this.time = time;
    }

    /**
     * Sends one request.
     *
     * @param before what must be recorded or checked in the transaction that announces it
     */
    Uni<Exchange> ask(JobContext context, Booking booking, PartnerRequest request, Function<Work, Uni<Void>> before) {
        var attempt = Ids.next();
        var what = what(booking, request);
        return context.sending(
                        what,
                        work -> before.apply(work)
                                .chain(() -> closeOpen(context, work))
                                .chain(() -> open(context, attempt, booking, request, time.instant())))
                .chain(() -> partners.named(booking.partner()).call(connector -> send(connector, booking, request)))
                .map(answer -> new Exchange(attempt, request.operation(), request.reservationId(), answer));
    }

    /**
     * Looks up what the partner holds for the booking's start. The request is in the ledger of the job only, for it is one of many
     * that find nothing new; what finds something is recorded with {@link #recordFound}.
     */
    Uni<Exchange> look(JobContext context, Booking booking) {
        var request = PartnerRequest.find(booking.partnerSync().reference());
        return context.sending(what(booking, request), work -> Uni.createFrom().voidItem())
                .chain(() -> partners.named(booking.partner()).call(connector -> send(connector, booking, request)))
                .map(answer -> new Exchange(Ids.next(), request.operation(), null, answer));
    }

    /** Records a look-up that began at {@code began}, and what it changes in the booking. */
    Uni<Void> recordFound(
            JobContext context, Work work, Booking booking, Exchange found, Instant began, Consumer<Booking> change) {
        var request = PartnerRequest.find(booking.partnerSync().reference());
        return open(context, found.attempt(), booking, request, began)
                .chain(() -> record(work, booking, found, change));
    }

    private static Uni<PartnerAnswer> send(PartnerConnector connector, Booking booking, PartnerRequest request) {
        return switch (request.operation()) {
            case reserve ->
                connector.reserve(new PartnerConnector.Request(
                        request.reference(),
                        booking.service(),
                        request.start(),
                        Duration.ofMinutes(booking.durationMinutes()),
                        booking.customer().name()));
            case find -> connector.find(request.reference());
            case cancel -> connector.cancel(request.reservationId());
        };
    }

    private ObjectNode what(Booking booking, PartnerRequest request) {
        var what = json.createObjectNode()
                .put("partner", booking.partner())
                .put("operation", request.operation().name())
                .put("reference", request.reference());
        if (request.reservationId() != null) {
            what.put("reservation", request.reservationId());
        }
        if (request.operation() == PartnerOperation.reserve) {
            what.put("service", booking.service()).put("start", request.start().toString());
        }
        return what;
    }

    private Uni<Void> open(JobContext context, UUID attempt, Booking booking, PartnerRequest request, Instant began) {
        var job = context.job();
        return ledger.persist(PartnerAttempt.begin(new PartnerAttempt.Beginning(
                        attempt,
                        job.tenant(),
                        booking.id(),
                        job.id(),
                        job.attempts(),
                        booking.partner(),
                        request.operation(),
                        request.reference(),
                        request.reservationId(),
                        began,
                        what(booking, request).toString(),
                        job.worker(),
                        Traces.currentTraceId())))
                .replaceWithVoid();
    }

    /** Ends what an earlier attempt of the job, which died, has left open: nobody knows how it went. */
    Uni<Void> closeOpen(JobContext context, Work work) {
        return ledger.openOf(context.job().id())
                .onItem()
                .transformToMulti(open -> Multi.createFrom().iterable(open))
                .onItem()
                .transformToUniAndConcatenate(left -> closeLeft(work, left))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> closeLeft(Work work, PartnerAttempt left) {
        var effectless = left.operation() == PartnerOperation.find;
        left.end(
                effectless ? Outcome.failed : Outcome.unknown,
                "The worker stopped before it recorded an answer.",
                null,
                time.instant());
        return bookings.update(work, left.booking(), booking -> leftBehind(booking, left))
                .replaceWithVoid();
    }

    private void leftBehind(Booking booking, PartnerAttempt left) {
        if (left.operation() == PartnerOperation.reserve) {
            booking.sync(left.reference()).ifPresent(sync -> sync.uncertain(time.instant()));
        }
        booking.attempted(words(left), time.instant());
    }

    /** Records how {@code exchange} ended, and what that changes in the booking. */
    Uni<Void> record(Work work, Booking booking, Exchange exchange, Consumer<Booking> change) {
        return ledger.findById(exchange.attempt())
                .invoke(attempt -> end(attempt, exchange))
                .chain(attempt -> bookings.update(work, booking.id(), current -> {
                    current.attempted(words(attempt), time.instant());
                    change.accept(current);
                }))
                .replaceWithVoid();
    }

    private void end(PartnerAttempt attempt, Exchange exchange) {
        var received = exchange.answer().received();
        attempt.end(
                exchange.outcome(),
                exchange.answer().detail(),
                received == null ? null : received.toString(),
                time.instant());
    }

    private static Map<String, Object> words(PartnerAttempt attempt) {
        var words = new LinkedHashMap<String, Object>();
        words.put("booking", attempt.booking());
        words.put("attempt", attempt.id());
        words.put("job", attempt.job());
        words.put("number", attempt.number());
        words.put("partner", attempt.partner());
        words.put("operation", attempt.operation());
        words.put("reference", attempt.reference());
        words.put("reservationId", attempt.reservationId());
        words.put("outcome", attempt.outcome());
        words.put("detail", attempt.detail());
        words.put("traceId", attempt.traceId());
        return words;
    }
}
