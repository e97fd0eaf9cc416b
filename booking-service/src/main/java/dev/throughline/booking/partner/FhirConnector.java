package dev.throughline.booking.partner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;

/**
 * The connector for partners that have a FHIR R4 server: our reservation is an Appointment with our reference as identifier.
 *
 * <p>All its operations are idempotent: an Appointment is created only if none has our reference, and cancelled only in the
 * version that was read.
 */
final class FhirConnector implements PartnerConnector {

    private static final int PAGE = 20;
    private static final int MAX_PAGES = 10;

    private final FhirPartnerApi api;
    private final HttpAnswers answers;
    private final URI server;
    private final PartnerSettings.Fhir settings;
    private final FhirSlots slots;
    private final FhirSubscriptions subscriptions;

    FhirConnector(
            FhirPartnerApi api,
            HttpAnswers answers,
            URI server,
            PartnerSettings.Fhir settings,
            Map<String, FhirSlots.Offer> offers) {
        this.api = api;
        this.answers = answers;
        this.server = server;
        this.settings = settings;
        this.slots = new FhirSlots(api, answers, server, offers);
        this.subscriptions = new FhirSubscriptions(api, answers, server, settings.system());
    }

    @Override
    public Uni<PartnerAnswer> reserve(Request request) {
        var condition = "identifier=" + FhirTokens.urlEncoded(identifier(request.reference()));
        var asked = FhirAppointment.asked(request, settings).toString();
        return answers.translated(
                api.create(condition, asked),
                answer -> List.of(FhirAppointment.read(answer).reservation(settings.system(), request.reference())));
    }

    @Override
    public Uni<PartnerAnswer> find(String reference) {
        return pages(api.search(identifier(reference), PAGE), new Found(reference, List.of(), List.of()));
    }

    @Override
    public Uni<PartnerAnswer> cancel(String reservationId) {
        if (!FhirAppointment.isId(reservationId)) {
            return Uni.createFrom()
                    .item(new PartnerAnswer.Refused("A FHIR server has no such id; nothing was sent.", null));
        }
        return answers.translated(api.read(reservationId), answer -> List.of(one(answer, reservationId)))
                .chain(read -> read instanceof PartnerAnswer.Known known
                        ? cancel(known)
                        : Uni.createFrom().item(unchanged(read)));
    }

    private Uni<PartnerAnswer> cancel(PartnerAnswer.Known read) {
        var appointment = FhirAppointment.read(read.received());
        if (!read.reservations().get(0).live()) {
            return Uni.createFrom().item(read);
        }
        if (appointment.begun()) {
            var why = "The Appointment is %s: it cannot be cancelled any more.".formatted(appointment.status());
            return Uni.createFrom().item(new PartnerAnswer.Refused(why, read.received()));
        }
        return answers.translated(
                api.update(
                        appointment.id(),
                        appointment.etag(),
                        appointment.cancelled().toString()),
                answer -> List.of(one(answer, appointment.id()).requireEnded(appointment.id())));
    }

    private Reservation one(JsonNode answer, String id) {
        var appointment = FhirAppointment.read(answer);
        if (!appointment.id().equals(id)) {
            throw new IllegalArgumentException("it is another Appointment");
        }
        return appointment.reservation(settings.system());
    }

    /** Only a read has failed. */
    private static PartnerAnswer unchanged(PartnerAnswer read) {
        return read instanceof PartnerAnswer.Uncertain
                ? new PartnerAnswer.WithoutEffect("Looked at before it is cancelled: " + read.detail(), read.received())
                : read;
    }

    @Override
    public boolean tellsAvailability() {
        return !slots.none();
    }

    @Override
    public Uni<PartnerAnswer> availability(String service, Instant from, Instant to) {
        return slots.free(service, from, to);
    }

    @Override
    public boolean callsBack() {
        return true;
    }

    @Override
    public Uni<PartnerAnswer> subscribe(CallbackAddress wanted) {
        return subscriptions.ensure(wanted);
    }

    @Override
    public boolean idempotent(PartnerOperation operation) {
        return true;
    }

    /** What the pages of a search have brought so far. */
    private record Found(String reference, List<Reservation> reservations, List<JsonNode> pages) {

        Found and(PartnerAnswer.Known page) {
            return new Found(
                    reference, joined(reservations, page.reservations()), joined(pages, List.of(page.received())));
        }

        private static <T> List<T> joined(List<T> some, List<T> more) {
            var all = new ArrayList<>(some);
            all.addAll(more);
            return all;
        }

        JsonNode received() {
            return pages.size() == 1
                    ? pages.get(0)
                    : JsonNodeFactory.instance.arrayNode().addAll(pages);
        }

        /** Each once, for it may be on two pages if it changed between them. */
        List<Reservation> each() {
            var newer = BinaryOperator.maxBy(Comparator.comparingLong(Reservation::version));
            var byId = new LinkedHashMap<String, Reservation>();
            reservations.forEach(reservation -> byId.merge(reservation.id(), reservation, newer));
            return List.copyOf(byId.values());
        }
    }

    private Uni<PartnerAnswer> pages(Uni<Response> exchange, Found before) {
        return answers.translated(exchange, answer -> matches(answer, before.reference()))
                .chain(answer -> answer instanceof PartnerAnswer.Known page
                        ? further(page, before.and(page))
                        : Uni.createFrom().item(answer));
    }

    private List<Reservation> matches(JsonNode answer, String reference) {
        return page(answer).matches().stream()
                .map(match -> match.reservation(settings.system(), reference))
                .toList();
    }

    private FhirPage<FhirAppointment> page(JsonNode answer) {
        return FhirPage.read(answer, server, FhirAppointment::read);
    }

    private Uni<PartnerAnswer> further(PartnerAnswer.Known last, Found found) {
        var next = page(last.received()).next();
        if (next == null) {
            return Uni.createFrom().item(new PartnerAnswer.Known(found.each(), last.detail(), found.received()));
        }
        if (found.pages().size() == MAX_PAGES) {
            var why = "The look-up has more than %d pages; what is on the others is not known.".formatted(MAX_PAGES);
            return Uni.createFrom().item(new PartnerAnswer.Uncertain(why, null));
        }
        return pages(Uni.createFrom().deferred(() -> api.page(next.toString())), found);
    }

    private String identifier(String reference) {
        return FhirTokens.token(settings.system(), reference);
    }
}
