package dev.throughline.sandbox.octo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.sandbox.fault.Fault;
import dev.throughline.sandbox.reservation.Holds;
import dev.throughline.sandbox.reservation.Ledger;
import dev.throughline.sandbox.reservation.Reservation;
import dev.throughline.sandbox.reservation.SandboxSettings;
import dev.throughline.sandbox.reservation.Visits;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.function.Supplier;

/** Serves OCTO. A request that has been answered before is answered with an error, as real servers do. */
@ApplicationScoped
class OctoDesk {

    private static final String UUID_ERROR = "INVALID_BOOKING_UUID";

    private final OctoCatalog catalog;
    private final OctoBookings bookings;
    private final Holds holds;
    private final Ledger ledger;
    private final Visits visits;
    private final SandboxSettings settings;
    private final ObjectMapper json;

    OctoDesk(
            OctoCatalog catalog,
            OctoBookings bookings,
            Holds holds,
            Ledger ledger,
            Visits visits,
            SandboxSettings settings,
            ObjectMapper json) {
        this.catalog = catalog;
        this.bookings = bookings;
        this.holds = holds;
        this.ledger = ledger;
        this.visits = visits;
        this.settings = settings;
        this.json = json;
    }

    /** Whoever asks a partner for something. */
    record Client(String partner, String authorization, String capabilities, HttpServerRequest http) {}

    Response products(Client client) {
        require(client);
        return Response.ok(catalog.products()).build();
    }

    Response product(Client client, String id) {
        require(client);
        return Response.ok(catalog.product(id)).build();
    }

    Uni<Response> check(Client client, JsonNode check) {
        require(client);
        var wanted = OctoWishes.requireObject(check);
        var visit = visit(client, Fault.Operation.check, null, null);
        return visits.serve(
                visit,
                () -> answer(() -> Response.ok(catalog.availabilities(client.partner(), wanted, rejected(visit)))
                        .build()));
    }

    Uni<Response> reserve(Client client, JsonNode wanted) {
        require(client);
        var product = catalog.require(
                OctoWishes.requireObject(wanted).path("productId").textValue());
        var wish = OctoWishes.read(client.partner(), wanted, product, settings.longestHold());
        var visit = visit(client, Fault.Operation.reserve, wish.reference(), wish.id());
        return visits.serve(visit, () -> holds.hold(wish, visit.struck()).map(result -> answer(result, wish.id())));
    }

    Uni<Response> confirm(Client client, String uuid, JsonNode confirmation) {
        require(client);
        var contact = OctoWishes.contact(confirmation);
        var visit = visit(client, Fault.Operation.confirm, referenceOf(client, uuid), uuid);
        return visits.serve(
                visit,
                () -> rejected(visit)
                        ? answer(OctoDesk::notPossible)
                        : holds.confirm(client.partner(), uuid, contact).map(result -> answer(result, uuid)));
    }

    Uni<Response> cancel(Client client, String uuid, JsonNode cancellation) {
        require(client);
        var why = OctoWishes.reason(cancellation);
        var visit = visit(client, Fault.Operation.cancel, referenceOf(client, uuid), uuid);
        return visits.serve(
                visit,
                () -> rejected(visit)
                        ? answer(OctoDesk::notPossible)
                        : holds.cancel(client.partner(), uuid, why).map(result -> answer(result, uuid)));
    }

    Uni<Response> find(Client client, String reference) {
        require(client);
        OctoWishes.requireText("resellerReference", reference);
        var visit = visit(client, Fault.Operation.find, reference, null);
        return visits.serve(visit, () -> answer(() -> rejected(visit) ? notAllowed() : found(client, reference)));
    }

    private Response found(Client client, String reference) {
        var found = json.createArrayNode();
        ledger.all(reference).stream()
                .filter(reservation -> reservation.partner().equals(client.partner()))
                .forEach(reservation -> found.add(bookings.view(reservation)));
        return Response.ok(found).build();
    }

    Uni<Response> look(Client client, String uuid) {
        require(client);
        var visit = visit(client, Fault.Operation.find, referenceOf(client, uuid), uuid);
        return visits.serve(visit, () -> answer(() -> rejected(visit) ? notAllowed() : seen(client, uuid)));
    }

    private Response seen(Client client, String uuid) {
        return known(client, uuid)
                .map(reservation -> Response.ok(bookings.view(reservation)).build())
                .orElseGet(() -> OctoError.invalid(UUID_ERROR, "uuid", uuid).response());
    }

    private void require(Client client) {
        var manners = settings.partners().get(client.partner());
        if (manners == null || manners.protocol() != SandboxSettings.Protocol.OCTO) {
            throw OctoError.badRequest("There is no such partner.");
        }
        if (manners.key()
                .filter(key -> !("Bearer " + key).equals(client.authorization()))
                .isPresent()) {
            throw OctoError.forbidden("The API key is missing or unknown.");
        }
        if (client.capabilities() == null) {
            throw OctoError.badRequest("The header Octo-Capabilities is required; it may be empty.");
        }
    }

    private Visits.Visit visit(Client client, Fault.Operation operation, String reference, String uuid) {
        return visits.of(client.partner(), operation, reference, uuid, client.http(), OctoError::broken);
    }

    private static boolean rejected(Visits.Visit visit) {
        return visit.struck().by(Fault.Kind.reject);
    }

    private Optional<Reservation> known(Client client, String uuid) {
        return ledger.find(uuid).filter(reservation -> reservation.partner().equals(client.partner()));
    }

    private String referenceOf(Client client, String uuid) {
        return known(client, uuid).map(Reservation::reference).orElse(null);
    }

    private Response answer(Holds.Result result, String uuid) {
        return result.refusal() == null
                ? Response.ok(bookings.view(result.reservation())).build()
                : refused(result.refusal(), uuid);
    }

    private static Response refused(Holds.Refusal refusal, String uuid) {
        return switch (refusal) {
            case id_in_use, unknown, expired ->
                OctoError.invalid(UUID_ERROR, "uuid", uuid).response();
            case full -> OctoError.unprocessable("There is no place left.").response();
            case not_live -> notPossible();
        };
    }

    private static Response notPossible() {
        return OctoError.unprocessable("That is not possible with this booking.")
                .response();
    }

    private static Response notAllowed() {
        return OctoError.forbidden("You may not look that up.").response();
    }

    private static Uni<Response> answer(Supplier<Response> response) {
        return Uni.createFrom().item(() -> {
            try {
                return response.get();
            } catch (OctoError e) {
                return e.response();
            }
        });
    }
}
