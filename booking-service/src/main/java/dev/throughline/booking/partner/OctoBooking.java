package dev.throughline.booking.partner;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** Reads what OCTO says of bookings; whatever is not as its OpenAPI file has it is an {@code IllegalArgumentException}. */
final class OctoBooking {

    /** The states of a booking, in an order that no booking goes back in. */
    private enum Status {
        ON_HOLD(Reservation.State.held),
        EXPIRED(Reservation.State.cancelled),
        PENDING(Reservation.State.held),
        CONFIRMED(Reservation.State.confirmed),
        REDEEMED(Reservation.State.confirmed),
        REJECTED(Reservation.State.rejected),
        CANCELLED(Reservation.State.cancelled);

        private final Reservation.State state;

        Status(Reservation.State state) {
            this.state = state;
        }

        /** Whether it was never confirmed by us: it waits for that, or has waited too long. */
        boolean onlyBegun() {
            return this == ON_HOLD || this == EXPIRED;
        }

        /** Higher for what is newer. Some partners know the time of a change to the second only: the state tells as well. */
        long version(Instant updatedAt) {
            return updatedAt.toEpochMilli() * values().length + ordinal();
        }
    }

    private OctoBooking() {}

    /**
     * The one booking with this uuid.
     *
     * @param reference under which it was made, if the partner tells; {@code null} for any
     */
    static List<Reservation> one(JsonNode booking, String uuid, String reference) {
        var told = booking.path("resellerReference").textValue();
        var otherwise = reference == null ? uuid : reference;
        var read = read(booking, told == null || told.isEmpty() ? otherwise : told);
        if (!read.id().equalsIgnoreCase(uuid)) {
            throw new IllegalArgumentException("it is another booking");
        }
        return List.of(reference == null ? read : read.requireReference(reference));
    }

    /** All of a list, each of which was made under {@code reference}. */
    static List<Reservation> all(JsonNode bookings, String reference) {
        var all = new ArrayList<Reservation>();
        requireList(bookings)
                .forEach(booking -> all.add(
                        read(booking, text(booking, "resellerReference")).requireReference(reference)));
        return all;
    }

    /** No booking, since {@code offers} is a list of availabilities. */
    static List<Reservation> noneBut(JsonNode offers) {
        requireList(offers).forEach(OctoBooking::startOf);
        return List.of();
    }

    /** Those of the availabilities that can be had. */
    static List<Slot> free(JsonNode offers) {
        var free = new ArrayList<Slot>();
        for (var offer : requireList(offers)) {
            var slot = new Slot(startOf(offer), vacancies(offer));
            if (offer.path("available").asBoolean()) {
                free.add(slot);
            }
        }
        return free;
    }

    private static Integer vacancies(JsonNode offer) {
        return offer.path("vacancies").isInt() ? offer.path("vacancies").intValue() : null;
    }

    static Instant startOf(JsonNode offer) {
        return time(text(offer, "localDateTimeStart"));
    }

    private static JsonNode requireList(JsonNode answer) {
        if (!answer.isArray()) {
            throw new IllegalArgumentException("it is no list");
        }
        return answer;
    }

    private static Reservation read(JsonNode booking, String reference) {
        var status = Status.valueOf(text(booking, "status"));
        var updatedAt = time(text(booking, "utcUpdatedAt"));
        var reason = booking.path("cancellation").path("reason").textValue();
        var read = Reservation.of(text(booking, "uuid"), reference, status.state, status.version(updatedAt), reason)
                .at(booking.path("availability").path("localDateTimeStart").textValue());
        return status.onlyBegun() ? read.onlyBegun() : read;
    }

    private static String text(JsonNode object, String member) {
        var text = object.path(member).textValue();
        return text == null ? "" : text;
    }

    private static Instant time(String text) {
        try {
            var time = OffsetDateTime.parse(text);
            if (time.getYear() >= 1970 && time.getYear() <= 9999) {
                return time.toInstant();
            }
            throw new IllegalArgumentException("a time is of no year that we know");
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("a time is none after ISO 8601", e);
        }
    }
}
