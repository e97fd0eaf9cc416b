package dev.throughline.booking.partner;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Single requests to a partner that speaks OCTO, and what their answers say; none of the {@code Uni}s fails. */
final class OctoExchanges {

    private static final Set<String> STRANGERS = Set.of("UNAUTHORIZED", "FORBIDDEN");
    private static final String UNKNOWN = "INVALID_BOOKING_UUID";
    private static final String BROKEN = "INTERNAL_SERVER_ERROR";
    private static final String WHY = "No longer needed.";

    private final OctoPartnerApi api;
    private final OctoPartnerApi.Caller caller;
    private final HttpAnswers answers;

    OctoExchanges(OctoPartnerApi api, OctoPartnerApi.Caller caller, HttpAnswers answers) {
        this.api = api;
        this.caller = caller;
        this.answers = answers;
    }

    /** Known are no reservations: what is free, is in what was received, and is a list of availabilities. */
    Uni<PartnerAnswer> check(OctoPartnerApi.AvailabilityCheck check) {
        return translated(api.check(caller, check), OctoBooking::noneBut);
    }

    /** What is free, of what the check is about. */
    Uni<PartnerAnswer> free(OctoPartnerApi.AvailabilityCheck check) {
        return answers.told(
                        api.check(caller, check),
                        (offers, detail) -> new PartnerAnswer.Free(OctoBooking.free(offers), detail, null))
                .map(OctoExchanges::inItsWords);
    }

    Uni<PartnerAnswer> reserve(OctoPartnerApi.BookingReservation reservation) {
        return translated(
                api.reserve(caller, reservation),
                booking -> OctoBooking.one(booking, reservation.uuid(), reservation.resellerReference()));
    }

    /** Known is a booking that is more than held. */
    Uni<PartnerAnswer> confirm(String uuid, OctoPartnerApi.BookingConfirmation confirmation) {
        return translated(
                api.confirm(caller, uuid, confirmation),
                booking -> requireFinished(OctoBooking.one(booking, uuid, confirmation.resellerReference())));
    }

    private static List<Reservation> requireFinished(List<Reservation> one) {
        if (one.get(0).begun()) {
            throw new IllegalArgumentException("it does not say that the booking is confirmed");
        }
        return one;
    }

    /** Known is a booking that has ended. */
    Uni<PartnerAnswer> cancel(String uuid) {
        return translated(
                api.cancel(caller, uuid, new OctoPartnerApi.BookingCancellation(WHY)),
                booking -> requireEnded(OctoBooking.one(booking, uuid, null)));
    }

    private static List<Reservation> requireEnded(List<Reservation> one) {
        return List.of(one.get(0).requireEnded(one.get(0).id()));
    }

    /** All that was made under {@code reference}, as far as the partner lists it. */
    Uni<PartnerAnswer> list(String reference) {
        return translated(api.bookings(caller, reference), bookings -> OctoBooking.all(bookings, reference));
    }

    /**
     * The one booking with this uuid; known is none if the partner has none.
     *
     * @param reference under which it must have been made; {@code null} for any
     */
    Uni<PartnerAnswer> look(String uuid, String reference) {
        return translated(api.booking(caller, uuid), booking -> OctoBooking.one(booking, uuid, reference))
                .map(OctoExchanges::orNone);
    }

    private static PartnerAnswer orNone(PartnerAnswer answer) {
        return answer instanceof PartnerAnswer.Refused refused && UNKNOWN.equals(error(refused.received()))
                ? new PartnerAnswer.Known(List.of(), "The partner has no such booking.", refused.received())
                : answer;
    }

    private Uni<PartnerAnswer> translated(Uni<Response> exchange, Function<JsonNode, List<Reservation>> reservations) {
        return answers.translated(exchange, reservations).map(OctoExchanges::inItsWords);
    }

    /** OCTO has one status, 400, for whatever goes wrong; which it is, is in the body. */
    private static PartnerAnswer inItsWords(PartnerAnswer answer) {
        if (!(answer instanceof PartnerAnswer.Refused)) {
            return answer;
        }
        var error = error(answer.received());
        if (STRANGERS.contains(error)) {
            return new PartnerAnswer.WithoutEffect(
                    "The partner does not let us in (%s).".formatted(error), answer.received());
        }
        if (error.equals(BROKEN)) {
            return new PartnerAnswer.Uncertain(
                    "The partner has failed (%s): it may have acted before.".formatted(error), answer.received());
        }
        return error.matches("[A-Z_]{1,60}")
                ? new PartnerAnswer.Refused("The partner refused the request (%s).".formatted(error), answer.received())
                : answer;
    }

    private static String error(JsonNode received) {
        return received == null ? "" : received.path("error").asText("");
    }
}
