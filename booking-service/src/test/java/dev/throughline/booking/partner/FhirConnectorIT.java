package dev.throughline.booking.partner;

import static dev.throughline.booking.partner.PartnerOperation.cancel;
import static dev.throughline.booking.partner.PartnerOperation.find;
import static dev.throughline.booking.partner.PartnerOperation.reserve;
import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.throughline.booking.callback.BookingBench;
import dev.throughline.kit.testing.Tokens;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The {@code fhir} connector against a HAPI FHIR server. */
@QuarkusTest
@TestProfile(FhirProfile.class)
class FhirConnectorIT extends PartnerConnectorContract {

    private static final String FHIR_JSON = "application/fhir+json";
    private static final String SYSTEM = "urn:throughline:booking-reference";
    private static URI fhir;
    private static FaultyWay way;

    @Inject
    BookingBench bench;

    @BeforeAll
    static void findTheWay() {
        fhir = ConfigProvider.getConfig().getValue(FhirDesk.URL, URI.class);
        way = new FaultyWay(fhir);
    }

    @AfterAll
    static void leave() {
        disconnect();
        way.close();
    }

    @Override
    String connector() {
        return "fhir";
    }

    @Override
    FaultyWay way() {
        return way;
    }

    @Override
    List<Reservation> ledger(String reference) {
        var token = SYSTEM + "|" + reference.replaceAll("[\\\\|,$]", "\\\\$0");
        var bundle = at("GET", "?_count=200&identifier=" + URLEncoder.encode(token, StandardCharsets.UTF_8), null);
        return StreamSupport.stream(bundle.path("entry").spliterator(), false)
                .map(entry -> entry.path("resource"))
                .map(appointment -> new Reservation(
                        appointment.path("id").asText(),
                        appointment.path("identifier").path(0).path("value").asText(),
                        OffsetDateTime.parse(appointment.path("start").asText()).toInstant(),
                        state(appointment.path("status").asText()),
                        appointment.path("meta").path("versionId").asLong(),
                        null))
                .sorted(Comparator.comparing(Reservation::id))
                .toList();
    }

    private static Reservation.State state(String status) {
        return switch (status) {
            case "proposed" -> Reservation.State.held;
            case "booked" -> Reservation.State.confirmed;
            case "cancelled" -> Reservation.State.cancelled;
            default -> throw new IllegalArgumentException(status);
        };
    }

    @Override
    void makeAnother(String reference) {
        at("POST", "", appointment(reference));
    }

    private static String appointment(String reference) {
        return """
                {"resourceType": "Appointment", "identifier": [{"system": "%s", "value": "%s"}], "status": "proposed",
                 "start": "2030-12-23T09:00:00Z", "end": "2030-12-23T09:30:00Z",
                 "participant": [{"actor": {"display": "Ana Dvořák"}, "status": "accepted"}]}
                """.formatted(SYSTEM, reference);
    }

    @Override
    boolean carries(PartnerOperation operation, FaultyWay.Passage passage) {
        return switch (operation) {
            case reserve -> passage.method().equals("POST");
            case find ->
                passage.method().equals("GET") && passage.uri().getPath().endsWith("/Appointment");
            case cancel -> passage.method().equals("PUT");
        };
    }

    /** Speaks with the server past the connector. */
    private static JsonNode at(String method, String path, String body) {
        return Wire.send(method, URI.create(fhir + "/Appointment" + path), FHIR_JSON, body);
    }

    private static JsonNode stored(String id) {
        return at("GET", "/" + id, null);
    }

    /** The one who keeps the calendar writes something into an Appointment. */
    private static void write(String id, Consumer<ObjectNode> change) {
        var appointment = (ObjectNode) stored(id);
        change.accept(appointment);
        at("PUT", "/" + id, appointment.toString());
    }

    private static void decline(String id) {
        write(id, appointment -> {
            appointment
                    .put("status", "cancelled")
                    .putObject("cancelationReason")
                    .put("text", "On holiday.");
            appointment
                    .withArray("participant")
                    .addObject()
                    .put("status", "declined")
                    .putObject("actor")
                    .put("display", "Dr. No");
        });
    }

    private static PartnerAnswer.Uncertain uncertain(Uni<PartnerAnswer> exchange) {
        var answer = answer(exchange);
        return assertInstanceOf(PartnerAnswer.Uncertain.class, answer, answer::toString);
    }

    private static PartnerAnswer.Refused refused(Uni<PartnerAnswer> exchange) {
        var answer = answer(exchange);
        return assertInstanceOf(PartnerAnswer.Refused.class, answer, answer::toString);
    }

    @Test
    void whatItAsksForIsValidFhir() {
        var asked = new AtomicReference<String>();
        way.strike(
                passage -> {
                    asked.compareAndSet(null, new String(passage.body(), StandardCharsets.UTF_8));
                    return false;
                },
                FaultyWay.dropBefore());
        reserved(newReference());

        var outcome = at("POST", "/$validate", asked.get());

        for (var issue : outcome.path("issue")) {
            assertTrue(
                    List.of("information", "warning")
                            .contains(issue.path("severity").asText()),
                    outcome::toString);
        }
    }

    @Test
    void theAppointmentSaysWhatIsBookedAndWaitsForTheOneWhoKeepsTheCalendar() {
        var appointment = stored(reserved(newReference()));

        assertEquals("proposed", appointment.path("status").asText());
        assertEquals("2030-12-23T09:00:00Z", appointment.path("start").asText());
        assertEquals("2030-12-23T09:30:00Z", appointment.path("end").asText());
        assertEquals(
                "CONSULT", appointment.path("serviceType").path(0).path("text").asText());
        assertEquals(
                "Ana Dvořák", appointment.at("/participant/0/actor/display").asText());
    }

    @Test
    void whoeverIsToldOfAConflictFindsTheOneAppointment() {
        var reference = newReference();
        var requests = IntStream.range(0, 8)
                .mapToObj(number -> steady().reserve(request(reference)))
                .toList();
        var answers = Uni.join().all(requests).andFailFast().await().atMost(PATIENCE.multipliedBy(3));

        var made = ledger(reference);
        assertEquals(1, made.size());
        for (var answer : answers) {
            var known = answer instanceof PartnerAnswer.Known already
                    ? already.reservations()
                    : known(steady().find(reference));
            assertEquals(made, known);
        }
        assertEquals(made, known(steady().reserve(request(reference))));
    }

    @ParameterizedTest
    @ValueSource(ints = {409, 412})
    void aConflictIsUncertainForItMayBeWithOurOwnRequest(int status) {
        for (var operation : List.of(reserve, cancel)) {
            var deed = prepared(operation);
            way.strike(passage -> carries(operation, passage), FaultyWay.answerAfter(status, FHIR_JSON, "{}"));

            assertUncertain(deed, answer(deed.with(steady())));

            assertDone(deed);
            way.clear();
            assertEquals(ledger(deed.reference()), known(steady().find(deed.reference())));
        }
    }

    @Test
    void ifThereAreTwoAlreadyNoThirdIsMade() {
        var reference = newReference();
        makeAnother(reference);
        makeAnother(reference);

        uncertain(steady().reserve(request(reference)));

        assertEquals(2, ledger(reference).size());
        assertEquals(ledger(reference), known(steady().find(reference)));
    }

    @Test
    void aChangeThatComesBeforeACancellationIsNotLost() {
        var reference = newReference();
        var id = reserved(reference);
        way.strike(
                passage -> carries(cancel, passage),
                FaultyWay.onceBefore(() -> write(
                        id, appointment -> appointment.put("status", "booked").put("comment", "Room 7"))));

        uncertain(steady().cancel(id));

        assertEquals("booked", stored(id).path("status").asText());
        assertEquals("Room 7", stored(id).path("comment").asText());
        assertEquals(
                Reservation.State.confirmed,
                known(steady().find(reference)).get(0).state());

        assertEquals(
                Reservation.State.cancelled, known(steady().cancel(id)).get(0).state());
        assertEquals("Room 7", stored(id).path("comment").asText());
    }

    @Test
    void aCancellationWritesBackWhatItDoesNotKnowAsItWas() {
        var id = reserved(newReference());
        write(
                id,
                appointment -> appointment
                        .putArray("extension")
                        .addObject()
                        .put("url", "http://example.org/fee")
                        .put("valueDecimal", new BigDecimal("1.50")));
        var written = new AtomicReference<String>("");
        way.strike(
                passage -> {
                    if (carries(cancel, passage)) {
                        written.set(new String(passage.body(), StandardCharsets.UTF_8));
                    }
                    return false;
                },
                FaultyWay.dropBefore());

        known(steady().cancel(id));

        assertTrue(written.get().contains("\"valueDecimal\":1.50"), written::get);
        assertEquals("cancelled", stored(id).path("status").asText());
    }

    @ParameterizedTest
    @CsvSource({
        "pending, held, Known",
        "waitlist, held, Known",
        "booked, confirmed, Known",
        "arrived, confirmed, Refused",
        "checked-in, confirmed, Refused",
        "fulfilled, confirmed, Refused",
        "noshow, confirmed, Refused",
        "cancelled, cancelled, Known",
        "entered-in-error, cancelled, Known"
    })
    void whatThePartnerMakesOfItIsSeenAndWhatHasBegunIsNotCancelled(
            String status, Reservation.State state, String cancellation) {
        var reference = newReference();
        var id = reserved(reference);
        write(id, appointment -> appointment.put("status", status));

        var found = known(steady().find(reference));
        assertEquals(List.of(new Reservation(id, reference, START, state, 2, null)), found);

        assertEquals(cancellation, answer(steady().cancel(id)).getClass().getSimpleName());
        var after = stored(id).path("status").asText();
        assertEquals(found.get(0).live() && cancellation.equals("Known") ? "cancelled" : status, after);
    }

    @Test
    void whatAParticipantHasDeclinedIsRejectedWithThePartnersReason() {
        var reference = newReference();
        var id = reserved(reference);
        write(id, appointment -> {
            appointment
                    .put("status", "cancelled")
                    .putObject("cancelationReason")
                    .put("text", "On holiday.");
            appointment
                    .withArray("participant")
                    .addObject()
                    .put("status", "declined")
                    .putObject("actor")
                    .put("display", "Dr. No");
        });

        assertEquals(
                List.of(new Reservation(id, reference, START, Reservation.State.rejected, 2, "On holiday.")),
                known(steady().find(reference)));
    }

    @Test
    void whatHasBeenDeletedIsNotThereAndCannotBeCancelled() {
        var reference = newReference();
        var id = reserved(reference);
        at("DELETE", "/" + id, null);

        refused(steady().cancel(id));

        assertEquals(List.of(), known(steady().find(reference)));
    }

    @Test
    void aLookUpFollowsThePagesToTheLast() {
        var reference = newReference();
        IntStream.range(0, 45).forEach(number -> makeAnother(reference));
        var searches = new AtomicInteger();
        way.strike(passage -> searches.incrementAndGet() < 0, FaultyWay.dropBefore());

        var found = known(steady().find(reference));

        assertEquals(45, found.size());
        assertEquals(ledger(reference), found);
        assertEquals(3, searches.get());
    }

    private static String page(String next, String... entries) {
        var link = next == null ? "" : """
                , "link": [{"relation": "self", "url": "x"}, {"relation": "next", "url": "%s"}]""".formatted(next);
        return """
                {"resourceType": "Bundle", "type": "searchset", "entry": [%s]%s}""".formatted(String.join(",", entries), link);
    }

    private static String entry(String id, String reference) {
        return """
                {"search": {"mode": "match"}, "resource": {"resourceType": "Appointment", "id": "%s", "status": "booked",
                 "identifier": [{"system": "%s", "value": "%s"}], "meta": {"versionId": "1"}}}""".formatted(id, SYSTEM, reference);
    }

    @Test
    void aLinkIsFollowedAsItIs() {
        var reference = newReference();
        var links = new CopyOnWriteArrayList<String>();
        way.strike(
                passage -> {
                    links.add(passage.uri().toString());
                    return links.size() == 1;
                },
                FaultyWay.answerBefore(
                        200, page("Appointment?identifier=" + SYSTEM + "%7C" + reference + "&page=%7Ba%2Bb%7D%25+c")));

        refused(steady().find(reference));

        assertEquals(
                "/fhir/Appointment?identifier=" + SYSTEM + "%7C" + reference + "&page=%7Ba%2Bb%7D%25+c", links.get(1));
    }

    @Test
    void aLookUpThatNeverEndsIsGivenUp() {
        way.strike(passage -> true, FaultyWay.answerBefore(200, page("?page=next")));

        uncertain(steady().find(newReference()));

        assertEquals(10, way.struck());
    }

    @Test
    void aLinkToAnotherServerIsNotFollowed() {
        var reference = newReference();
        for (var link : List.of(
                "http://127.0.0.1:9/fhir?page=2", "//127.0.0.1:9/fhir", "file:///etc/passwd", "http:page", "%")) {
            way.strike(passage -> true, FaultyWay.answerBefore(200, page(link, entry("1", reference))));
            uncertain(steady().find(reference));
            assertEquals(1, way.struck());
        }
    }

    @Test
    void whatThePartnerRemarksBesideItsAnswerIsNoReservation() {
        var reference = newReference();
        var remark = """
                {"search": {"mode": "outcome"}, "resource": {"resourceType": "OperationOutcome", "issue": []}}""";
        way.strike(
                passage -> true,
                FaultyWay.answerBefore(200, page(null, remark, entry("1", reference), entry("1", reference))));

        assertEquals(1, known(steady().find(reference)).size());
    }

    @Test
    void whatIsAboutAnotherReservationIsNeverTakenForOurs() {
        var reference = newReference();
        way.strike(
                passage -> true,
                FaultyWay.answerBefore(200, page(null, entry("1", reference), entry("2", reference + "0"))));
        uncertain(steady().find(reference));
        way.strike(passage -> true, FaultyWay.answerBefore(200, appointment("of another")));
        uncertain(steady().reserve(request(reference)));
        way.clear();

        var id = reserved(reference);
        var strange = at("POST", "", appointment(reference).replace(SYSTEM, "urn:another"))
                .path("id")
                .asText();
        way.strike(passage -> passage.method().equals("PUT"), FaultyWay.dropBefore());
        var answer = answer(steady().cancel(strange));
        assertInstanceOf(PartnerAnswer.WithoutEffect.class, answer, answer::toString);
        way.strike(
                passage -> passage.method().equals("GET"),
                FaultyWay.answerBefore(200, stored(strange).toString()));
        answer = answer(steady().cancel(id));
        assertInstanceOf(PartnerAnswer.WithoutEffect.class, answer, answer::toString);
        assertTrue(ledger(reference).get(0).live());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 422})
    void whatItIsRefusedHasNotHappened(int status) {
        for (var operation : List.of(reserve, find, cancel)) {
            var deed = prepared(operation);
            way.strike(passage -> carries(operation, passage), FaultyWay.answerBefore(status, "{}"));

            refused(deed.with(steady()));

            assertNotDone(deed);
            way.clear();
        }
    }

    @Test
    void whatCannotEvenBeLookedAtIsNotCancelled() {
        for (var fault : List.of(
                FaultyWay.dropBefore(),
                FaultyWay.cut(),
                FaultyWay.answerBefore(401, "{}"),
                FaultyWay.answerBefore(500, "{}"),
                FaultyWay.answerBefore(200, "{}"))) {
            var deed = prepared(cancel);
            way.strike(passage -> passage.method().equals("GET"), fault);

            var answer = answer(deed.with(steady()));

            assertInstanceOf(PartnerAnswer.WithoutEffect.class, answer, answer::toString);
            assertEquals(1, way.struck());
            way.clear();
            assertNotDone(deed);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../Appointment", "..", ".", "1/_history/1", "1?x=y", "", "ü"})
    void whatCannotBeAnIdOfFhirIsNotAskedFor(String id) {
        way.strike(passage -> true, FaultyWay.dropBefore());

        refused(steady().cancel(id));

        assertEquals(0, way.struck());
    }

    /** What is due an hour later is done. */
    private void anHourLater() {
        time.advance(Duration.ofHours(1));
        bench.runDue();
    }

    private String appointmentOf(String booking) {
        return ledger(booking).get(0).id();
    }

    private static void cancelBooking(String booking) {
        given().header("Authorization", Tokens.bearer("customer", "acme", "ana"))
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .contentType("application/json")
                .body(Map.of("reason", "ill"))
                .post("/bookings/" + booking + "/cancel")
                .then()
                .statusCode(202);
    }

    @Test
    void aBookingIsConfirmedWhenTheCalendarSaysSoAndItsCancellationReachesTheCalendar() {
        var booking = bench.placed("clinic");
        bench.runDue();
        var id = appointmentOf(booking);
        assertEquals("pending held " + id + " 1", bench.state(booking));

        write(id, appointment -> appointment.put("status", "booked"));
        anHourLater();
        assertEquals("confirmed confirmed " + id + " 2", bench.state(booking));

        cancelBooking(booking);
        bench.runDue();
        assertEquals("cancelled", bench.booking(booking).getString("status"));
        assertEquals("cancelled", stored(id).path("status").asText());
    }

    @Test
    void aBookingThatTheCalendarTurnsDownIsRejected() {
        var booking = bench.placed("clinic");
        bench.runDue();

        decline(appointmentOf(booking));
        anHourLater();

        assertEquals("rejected", bench.booking(booking).getString("status"));
    }
}
