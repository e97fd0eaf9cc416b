package dev.throughline.booking.partner;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** The connector for partners that speak the small JSON protocol. None of its writing operations is idempotent. */
final class HttpConnector implements PartnerConnector {

    private final HttpPartnerApi api;
    private final HttpAnswers answers;

    HttpConnector(HttpPartnerApi api, HttpAnswers answers) {
        this.api = api;
        this.answers = answers;
    }

    @Override
    public Uni<PartnerAnswer> reserve(Request request) {
        var body = new HttpPartnerApi.ReserveRequest(
                request.reference(), request.service(), request.start(), request.customer());
        return answers.translated(
                api.reserve(body), answer -> List.of(Reservation.read(answer).requireReference(request.reference())));
    }

    @Override
    public Uni<PartnerAnswer> find(String reference) {
        return answers.translated(api.find(reference), answer -> all(answer, reference));
    }

    @Override
    public Uni<PartnerAnswer> cancel(String reservationId) {
        return answers.translated(
                api.cancel(reservationId),
                answer -> List.of(Reservation.read(answer).requireEnded(reservationId)));
    }

    @Override
    public boolean tellsAvailability() {
        return true;
    }

    @Override
    public Uni<PartnerAnswer> availability(String service, Instant from, Instant to) {
        return answers.told(
                api.availability(service, from.toString(), to.toString()),
                (answer, detail) -> new PartnerAnswer.Free(slots(answer.path("slots")), detail, null));
    }

    private static List<Slot> slots(JsonNode answer) {
        if (!answer.isArray()) {
            throw new IllegalArgumentException("free slots are a list");
        }
        var slots = new ArrayList<Slot>();
        answer.forEach(slot -> slots.add(slot(slot)));
        return slots;
    }

    private static Slot slot(JsonNode slot) {
        try {
            var start = OffsetDateTime.parse(slot.path("start").asText()).toInstant();
            return new Slot(start, slot.path("free").isInt() ? slot.path("free").intValue() : null);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("a slot has a start", e);
        }
    }

    @Override
    public boolean idempotent(PartnerOperation operation) {
        return operation == PartnerOperation.find;
    }

    private static List<Reservation> all(JsonNode answer, String reference) {
        if (!answer.isArray()) {
            throw new IllegalArgumentException("a look-up is answered with a list");
        }
        var found = new ArrayList<Reservation>();
        answer.forEach(item -> found.add(Reservation.read(item).requireReference(reference)));
        return found;
    }
}
