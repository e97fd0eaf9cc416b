package dev.throughline.sandbox.reservation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.sandbox.fault.Fault;
import dev.throughline.sandbox.fault.Faults;
import dev.throughline.sandbox.fault.Struck;
import dev.throughline.sandbox.problem.Problems;
import dev.throughline.sandbox.request.RequestLog;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Serves the protocol, with whatever is to go wrong. What is begun is done, whether or not somebody waits for it. */
@ApplicationScoped
class Counter {

    private static final Logger LOG = Logger.getLogger(Counter.class);
    private static final Duration HOLD = Duration.ofMinutes(1);
    private static final Duration DELAY = Duration.ofSeconds(1);

    private final Desk desk;
    private final Ledger ledger;
    private final Faults faults;
    private final RequestLog log;
    private final SandboxSettings settings;

    Counter(Desk desk, Ledger ledger, Faults faults, RequestLog log, SandboxSettings settings) {
        this.desk = desk;
        this.ledger = ledger;
        this.faults = faults;
        this.log = log;
        this.settings = settings;
    }

    private record Visit(
            String partner,
            Fault.Operation operation,
            String reference,
            String reservation,
            Struck struck,
            HttpServerRequest http) {}

    Uni<Response> reserve(String partner, JsonNode request, HttpServerRequest http) {
        requirePartner(partner);
        var wish = Wishes.read(partner, request);
        var visit = visit(partner, Fault.Operation.reserve, wish.reference(), null, http);
        return serve(visit, () -> made(visit, wish));
    }

    private Uni<Response> made(Visit visit, Desk.Wish wish) {
        var made = desk.reserve(wish, visit.struck());
        var all = visit.struck().by(Fault.Kind.create_twice)
                ? made.call(first -> desk.reserve(wish, visit.struck()))
                : made;
        return all.map(reservation ->
                Response.status(201).entity(ReservationView.of(reservation)).build());
    }

    Uni<Response> find(String partner, String reference, HttpServerRequest http) {
        requirePartner(partner);
        Wishes.requireText("reference", reference);
        var visit = visit(partner, Fault.Operation.find, reference, null, http);
        return serve(visit, () -> answer(found(visit)));
    }

    private Response found(Visit visit) {
        if (visit.struck().by(Fault.Kind.reject)) {
            return Problems.answer(403, "You may not look that up.");
        }
        var found = ledger.all(visit.reference()).stream()
                .filter(reservation -> reservation.partner().equals(visit.partner()))
                .map(ReservationView::of)
                .toList();
        return Response.ok(found).build();
    }

    Uni<Response> cancel(String partner, String id, HttpServerRequest http) {
        requirePartner(partner);
        Wishes.requireText("id", id);
        var reference = known(partner, id) ? ledger.find(id).orElseThrow().reference() : null;
        var visit = visit(partner, Fault.Operation.cancel, reference, id, http);
        return serve(visit, () -> cancelled(visit));
    }

    private boolean known(String partner, String id) {
        return ledger.find(id)
                .filter(reservation -> reservation.partner().equals(partner))
                .isPresent();
    }

    private Uni<Response> cancelled(Visit visit) {
        if (!known(visit.partner(), visit.reservation())) {
            return answer(Problems.answer(404, "There is no such reservation."));
        }
        if (visit.struck().by(Fault.Kind.reject)) {
            return answer(notCancelled());
        }
        return desk.cancel(visit.reservation(), visit.struck())
                .map(cancelled -> cancelled
                        .map(reservation ->
                                Response.ok(ReservationView.of(reservation)).build())
                        .orElseGet(Counter::notCancelled));
    }

    private static Response notCancelled() {
        return Problems.answer(409, "It cannot be cancelled.");
    }

    private void requirePartner(String partner) {
        if (!settings.partners().containsKey(partner)) {
            throw Problems.of(404, "There is no such partner.");
        }
    }

    private Visit visit(
            String partner, Fault.Operation operation, String reference, String reservation, HttpServerRequest http) {
        return new Visit(
                partner, operation, reference, reservation, faults.strike(operation, reference, partner), http);
    }

    private Uni<Response> serve(Visit visit, Supplier<Uni<Response>> deed) {
        if (visit.struck().by(Fault.Kind.drop_before)) {
            note(visit, null);
            return hangUp(visit, Duration.ZERO);
        }
        var wait = visit.struck().by(Fault.Kind.delay) ? visit.struck().delay(Fault.Kind.delay, DELAY) : Duration.ZERO;
        var done = after(wait)
                .chain(deed::get)
                .map(response -> said(visit, response))
                .onFailure()
                .recoverWithItem(failure -> failed(visit, failure));
        return detached(done).chain(response -> finish(visit, response));
    }

    /** Goes on when the client has hung up, which would cancel it otherwise. */
    private static <T> Uni<T> detached(Uni<T> work) {
        var running = work.memoize().indefinitely();
        running.subscribe().with(done -> {}, failure -> LOG.errorf("Not served: %s", failure));
        return running;
    }

    private Response said(Visit visit, Response response) {
        if (visit.struck().by(Fault.Kind.timeout_after)) {
            note(visit, null);
            return response;
        }
        var said = visit.struck().by(Fault.Kind.error_after) ? Problems.answer(500, "Something went wrong.") : response;
        note(visit, said.getStatus());
        return said;
    }

    private Response failed(Visit visit, Throwable failure) {
        LOG.errorf("A request to %s failed: %s", visit.operation(), failure.getMessage());
        note(visit, 500);
        return Problems.answer(500, "It could not be recorded.");
    }

    private Uni<Response> finish(Visit visit, Response response) {
        return visit.struck().by(Fault.Kind.timeout_after)
                ? hangUp(visit, visit.struck().delay(Fault.Kind.timeout_after, HOLD))
                : answer(response);
    }

    private static Uni<Response> hangUp(Visit visit, Duration after) {
        return after(after)
                .invoke(() -> visit.http().connection().close())
                .chain(() -> Uni.createFrom().nothing());
    }

    private static Uni<Void> after(Duration wait) {
        var now = Uni.createFrom().voidItem();
        return wait.isZero() ? now : now.onItem().delayIt().by(wait);
    }

    private void note(Visit visit, Integer status) {
        log.add(new RequestLog.Entry(
                Instant.now(),
                visit.partner(),
                visit.operation(),
                visit.reference(),
                visit.reservation(),
                visit.struck().kinds(),
                status));
    }

    private static Uni<Response> answer(Response response) {
        return Uni.createFrom().item(response);
    }
}
