package dev.throughline.sandbox.reservation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.sandbox.fault.Fault;
import dev.throughline.sandbox.problem.Problems;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;

/** Serves the small protocol. */
@ApplicationScoped
class Counter {

    private final Desk desk;
    private final Ledger ledger;
    private final Visits visits;
    private final SandboxSettings settings;

    Counter(Desk desk, Ledger ledger, Visits visits, SandboxSettings settings) {
        this.desk = desk;
        this.ledger = ledger;
        this.visits = visits;
        this.settings = settings;
    }

    Uni<Response> reserve(String partner, JsonNode request, HttpServerRequest http) {
        requirePartner(partner);
        var wish = Wishes.read(partner, request);
        var visit = visit(partner, Fault.Operation.reserve, wish.reference(), null, http);
        return visits.serve(visit, () -> made(visit, wish));
    }

    private Uni<Response> made(Visits.Visit visit, Desk.Wish wish) {
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
        return visits.serve(visit, () -> answer(found(visit)));
    }

    private Response found(Visits.Visit visit) {
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
        return visits.serve(visit, () -> cancelled(visit));
    }

    private boolean known(String partner, String id) {
        return ledger.find(id)
                .filter(reservation -> reservation.partner().equals(partner))
                .isPresent();
    }

    private Uni<Response> cancelled(Visits.Visit visit) {
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
        var known = settings.partners().get(partner);
        if (known == null || known.protocol() != SandboxSettings.Protocol.PLAIN) {
            throw Problems.of(404, "There is no such partner.");
        }
    }

    private Visits.Visit visit(
            String partner, Fault.Operation operation, String reference, String reservation, HttpServerRequest http) {
        return visits.of(partner, operation, reference, reservation, http, Problems::answer);
    }

    private static Uni<Response> answer(Response response) {
        return Uni.createFrom().item(response);
    }
}
