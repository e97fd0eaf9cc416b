package dev.throughline.sandbox.reservation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.sandbox.problem.Problems;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;

/** The partners' own ledger: the truth to compare with. */
@Path("/sandbox/reservations")
public class LedgerResource {

    private final Ledger ledger;

    LedgerResource(Ledger ledger) {
        this.ledger = ledger;
    }

    @GET
    public List<Reservation> all(@QueryParam("reference") String reference) {
        return ledger.all(reference);
    }

    /** The partner changes a reservation by itself, and tells nobody. */
    @PUT
    @Path("{id}")
    public Uni<Response> change(@PathParam("id") String id, JsonNode wanted) {
        var change = Wishes.readChange(wanted);
        return ledger.change(id, current -> Optional.of(Line.changed(changed(current, change), List.of())))
                .map(line -> line.map(done -> Response.ok(done.reservation()).build())
                        .orElseGet(() -> Problems.answer(404, "There is no such reservation.")));
    }

    private static Reservation changed(Reservation current, Wishes.Change change) {
        return current.to(
                change.status() == null ? current.status() : change.status(),
                change.start() == null ? current.start() : change.start(),
                Desk.now());
    }

    @DELETE
    public Uni<Void> wipe() {
        return ledger.wipe();
    }
}
