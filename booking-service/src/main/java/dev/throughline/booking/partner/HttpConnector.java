package dev.throughline.booking.partner;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
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
