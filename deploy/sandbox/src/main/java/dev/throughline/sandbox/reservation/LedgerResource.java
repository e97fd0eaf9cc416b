package dev.throughline.sandbox.reservation;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;

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

    @DELETE
    public Uni<Void> wipe() {
        return ledger.wipe();
    }
}
