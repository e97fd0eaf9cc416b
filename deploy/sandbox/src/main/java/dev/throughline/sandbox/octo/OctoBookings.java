package dev.throughline.sandbox.octo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.throughline.sandbox.reservation.Reservation;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Bookings as OCTO tells of them. */
@ApplicationScoped
class OctoBookings {

    private final OctoCatalog catalog;
    private final ObjectMapper json;

    OctoBookings(OctoCatalog catalog, ObjectMapper json) {
        this.catalog = catalog;
        this.json = json;
    }

    ObjectNode view(Reservation reservation) {
        var status = status(reservation.status());
        var hold = reservation.hold();
        var start = OffsetDateTime.parse(reservation.start());
        var view = json.createObjectNode()
                .put("id", "B-" + reservation.id())
                .put("uuid", reservation.id())
                .put("testMode", true)
                .put("resellerReference", reservation.reference())
                .putNull("supplierReference")
                .put("status", status)
                .put("utcCreatedAt", reservation.createdAt().toString())
                .put("utcUpdatedAt", reservation.updatedAt().toString())
                .put("utcExpiresAt", hold.expiresAt().toString())
                .putNull("utcRedeemedAt")
                .put("utcConfirmedAt", text(hold.confirmedAt()))
                .put("productId", reservation.service())
                .put("optionId", OctoCatalog.OPTION)
                .put("cancellable", reservation.isLive())
                .put("freesale", false)
                .put("availabilityId", reservation.start())
                .putNull("notes")
                .putNull("voucher");
        view.set("cancellation", cancellation(reservation));
        view.set("availability", catalog.availability(reservation.partner(), reservation.service(), start, false));
        view.set("contact", contact(hold.contact()));
        view.putArray("deliveryMethods").add("VOUCHER");
        var items = view.putArray("unitItems");
        hold.units().forEach(unit -> items.add(item(unit, status)));
        return view;
    }

    private static String status(Reservation.Status status) {
        return switch (status) {
            case held -> "ON_HOLD";
            case confirmed -> "CONFIRMED";
            case rejected -> "REJECTED";
            case cancelled -> "CANCELLED";
            case expired -> "EXPIRED";
        };
    }

    private static String text(Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private ObjectNode cancellation(Reservation reservation) {
        return reservation.cancelledAt() == null
                ? null
                : json.createObjectNode()
                        .put("refund", "FULL")
                        .put("reason", reservation.reason())
                        .put("utcCancelledAt", reservation.cancelledAt().toString());
    }

    private ObjectNode contact(String fullName) {
        var contact = json.createObjectNode()
                .put("fullName", fullName)
                .putNull("firstName")
                .putNull("lastName")
                .putNull("emailAddress")
                .putNull("phoneNumber")
                .putNull("postalCode")
                .putNull("country")
                .putNull("notes");
        contact.putArray("locales");
        return contact;
    }

    private ObjectNode item(Reservation.Unit unit, String status) {
        var item = json.createObjectNode()
                .put("uuid", unit.uuid())
                .putNull("resellerReference")
                .putNull("supplierReference")
                .put("unitId", unit.unit())
                .put("status", status)
                .putNull("utcRedeemedAt")
                .putNull("ticket");
        item.set("contact", contact(null));
        return item;
    }
}
