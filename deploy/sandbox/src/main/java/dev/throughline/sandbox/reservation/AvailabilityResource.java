package dev.throughline.sandbox.reservation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.sandbox.problem.Problems;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Which slots are free, and the control of that. */
@Path("/")
public class AvailabilityResource {

    private static final Duration MOST = Duration.ofDays(32);

    private final OpeningHours hours;
    private final Ledger ledger;
    private final SandboxSettings settings;

    AvailabilityResource(OpeningHours hours, Ledger ledger, SandboxSettings settings) {
        this.hours = hours;
        this.ledger = ledger;
        this.settings = settings;
    }

    /** What is free, by the ledger at {@code asOf}. */
    @RegisterForReflection
    record Availability(Instant asOf, List<FreeSlot> slots) {}

    @GET
    @Path("availability")
    public Availability free(
            @QueryParam("service") String service, @QueryParam("from") String from, @QueryParam("to") String to) {
        return free("meridian", service, from, to);
    }

    @GET
    @Path("{partner}/availability")
    public Availability free(
            @PathParam("partner") String partner,
            @QueryParam("service") String service,
            @QueryParam("from") String from,
            @QueryParam("to") String to) {
        if (!settings.partners().containsKey(partner)) {
            throw Problems.of(404, "There is no such partner.");
        }
        Wishes.requireText("service", service);
        var first = Wishes.start(Wishes.requireText("from", from));
        var last = Wishes.start(Wishes.requireText("to", to));
        if (!first.isBefore(last) || Duration.between(first, last).compareTo(MOST) > 0) {
            throw Problems.of(400, "to must be after from, by %d days at most.".formatted(MOST.toDays()));
        }
        return new Availability(Instant.now(), hours.free(partner, first, last, ledger.all(null)));
    }

    @PUT
    @Path("sandbox/availability")
    public void set(JsonNode wanted) {
        hours.set(wanted);
    }

    @DELETE
    @Path("sandbox/availability")
    public void usual() {
        hours.usual();
    }
}
