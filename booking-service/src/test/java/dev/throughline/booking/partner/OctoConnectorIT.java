package dev.throughline.booking.partner;

import static dev.throughline.booking.partner.PartnerOperation.cancel;
import static dev.throughline.booking.partner.PartnerOperation.find;
import static dev.throughline.booking.partner.PartnerOperation.reserve;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.throughline.booking.callback.CallbackProfile;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The {@code octo} connector against the partner sandbox, with all that this can be told to do wrong. Whatever passes between
 * them is held against the schemas that OCTO publishes.
 */
@QuarkusTest
@TestProfile(CallbackProfile.class)
class OctoConnectorIT extends PartnerConnectorContract {

    private static final String KEY = "key-of-this-test";
    private static final Map<String, String> HEADERS =
            Map.of("Authorization", "Bearer " + KEY, "Octo-Capabilities", "");
    private static final Queue<String> VIOLATIONS = new ConcurrentLinkedQueue<>();

    @TempDir
    static Path data;

    private static SandboxUnderTest sandbox;
    private static FaultyWay way;

    @BeforeAll
    static void openTheDesk() {
        sandbox = SandboxUnderTest.start(data, Map.of("SANDBOX_PARTNERS_OCTO_KEY", KEY));
        way = new FaultyWay(sandbox.at("/octo"));
        way.watch((passage, response) -> VIOLATIONS.addAll(OctoSchemas.violations(passage, response)));
    }

    @AfterAll
    static void closeTheDesk() {
        disconnect();
        way.close();
        sandbox.close();
    }

    @AfterEach
    void noFaults() {
        sandbox.noFaults();
    }

    @AfterEach
    void allWasInTheProtocol() {
        var violations = List.copyOf(VIOLATIONS);
        VIOLATIONS.clear();
        assertEquals(List.of(), violations);
    }

    @Override
    String connector() {
        return "octo";
    }

    @Override
    Map<String, String> settings() {
        return Map.of(
                "octo.key", KEY,
                "octo.products.CONSULT.id", "consult",
                "octo.products.CONSULT.unit", "adult",
                "octo.products.HOMECARE.id", "homecare",
                "octo.products.HOMECARE.unit", "adult",
                "octo.products.GONE.id", "gone",
                "octo.products.GONE.unit", "adult");
    }

    @Override
    FaultyWay way() {
        return way;
    }

    /** The sandbox's own ledger has its own words; a version follows from the state and the time of the change. */
    @Override
    List<Reservation> ledger(String reference) {
        var bookings = JsonNodeFactory.instance.arrayNode();
        sandbox.ledger(reference).forEach(entry -> add(bookings, entry));
        return OctoBooking.all(bookings, reference).stream()
                .sorted(Comparator.comparing(Reservation::id))
                .toList();
    }

    private static void add(ArrayNode bookings, JsonNode entry) {
        var states =
                Map.of("held", "ON_HOLD", "confirmed", "CONFIRMED", "cancelled", "CANCELLED", "expired", "EXPIRED");
        var booking = bookings.addObject();
        booking.putObject("availability")
                .put("localDateTimeStart", entry.path("start").asText());
        booking.put("uuid", entry.path("id").asText())
                .put("resellerReference", entry.path("reference").asText())
                .put("status", states.get(entry.path("status").asText()))
                .put("utcUpdatedAt", entry.path("updatedAt").asText())
                .putObject("cancellation")
                .put("reason", entry.path("reason").textValue());
    }

    private static List<String> statuses(String reference) {
        return sandbox.ledger(reference).findValuesAsText("status").stream()
                .sorted()
                .toList();
    }

    @Override
    void makeAnother(String reference) {
        hold(reference, UUID.randomUUID().toString());
    }

    private static void hold(String reference, String uuid) {
        send("/octo/bookings", """
                {"uuid": "%s", "productId": "consult", "optionId": "DEFAULT", "resellerReference": "%s",
                 "availabilityId": "2030-12-23T10:00:00+01:00", "unitItems": [{"unitId": "adult"}]}
                """.formatted(uuid, reference));
    }

    private static void send(String path, String body) {
        Wire.send("POST", sandbox.at(path), SandboxUnderTest.JSON, body, HEADERS);
    }

    @Override
    boolean carries(PartnerOperation operation, FaultyWay.Passage passage) {
        return switch (operation) {
            case reserve -> passage.method().equals("POST") && ofAll(passage);
            case find -> passage.method().equals("GET") && ofAll(passage);
            case cancel -> passage.uri().getPath().endsWith("/cancel");
        };
    }

    private static boolean ofAll(FaultyWay.Passage passage) {
        return passage.uri().getPath().endsWith("/bookings/");
    }

    private static boolean confirms(FaultyWay.Passage passage) {
        return passage.uri().getPath().endsWith("/confirm");
    }

    private static boolean looks(FaultyWay.Passage passage) {
        return passage.method().equals("GET") && !ofAll(passage);
    }

    private static boolean checks(FaultyWay.Passage passage) {
        return passage.uri().getPath().endsWith("/availability/");
    }

    /** @param answer of the connector: what it has to be, in every case */
    @ParameterizedTest
    @CsvSource({
        "reserve, check, delay, Known, confirmed",
        "reserve, check, drop_before, WithoutEffect, ''",
        "reserve, check, timeout_after, WithoutEffect, ''",
        "reserve, check, error_after, WithoutEffect, ''",
        "reserve, check, reject, Refused, ''",
        "reserve, reserve, delay, Known, confirmed",
        "reserve, reserve, drop_before, Uncertain, ''",
        "reserve, reserve, timeout_after, Uncertain, held",
        "reserve, reserve, error_after, Uncertain, held",
        "reserve, reserve, reject, Refused, ''",
        "reserve, reserve, create_twice, Known, confirmed held",
        "reserve, reserve, callback_twice, Known, confirmed",
        "reserve, confirm, delay, Known, confirmed",
        "reserve, confirm, drop_before, Uncertain, held",
        "reserve, confirm, timeout_after, Uncertain, confirmed",
        "reserve, confirm, error_after, Uncertain, confirmed",
        "reserve, confirm, reject, Refused, cancelled",
        "find, find, delay, Known, confirmed",
        "find, find, drop_before, Uncertain, confirmed",
        "find, find, timeout_after, Uncertain, confirmed",
        "find, find, error_after, Uncertain, confirmed",
        "find, find, reject, WithoutEffect, confirmed",
        "cancel, cancel, delay, Known, cancelled",
        "cancel, cancel, drop_before, Uncertain, confirmed",
        "cancel, cancel, timeout_after, Uncertain, cancelled",
        "cancel, cancel, error_after, Uncertain, cancelled",
        "cancel, cancel, reject, Refused, confirmed",
        "cancel, cancel, stale_callback, Known, cancelled"
    })
    void everyFaultOfThePartnerIsToldAsFarAsItCanBeKnown(
            PartnerOperation operation, String step, String fault, String answer, String ledger) {
        var deed = prepared(operation);
        sandbox.plan(step, fault, step.equals("check") ? null : deed.reference());

        var told = answer(deed.with(steady()));

        assertEquals(answer, told.getClass().getSimpleName(), told::toString);
        assertEquals(ledger, String.join(" ", statuses(deed.reference())));
    }

    static Stream<Arguments> betweenReserveAndConfirm() {
        return Stream.of(
                        new Trouble("drop_before", FaultyWay.dropBefore(), false),
                        new Trouble("drop_after", FaultyWay.dropAfter(), true),
                        new Trouble("cut", FaultyWay.cut(), true),
                        new Trouble("error_before", FaultyWay.answerBefore(500, "{}"), false),
                        new Trouble("error_after", FaultyWay.answerAfter(500, "application/json", "{}"), true),
                        new Trouble("too_many", FaultyWay.answerBefore(429, "{}"), false),
                        new Trouble("stranger", FaultyWay.answerBefore(401, "{}"), false),
                        new Trouble("forbidden", FaultyWay.answerBefore(400, error("FORBIDDEN")), false),
                        new Trouble("broken", FaultyWay.answerBefore(400, error("INTERNAL_SERVER_ERROR")), false),
                        new Trouble("nothing_in_it", FaultyWay.answerAfter(200, "application/json", "{}"), true))
                .map(Arguments::of);
    }

    private static String error(String error) {
        return "{\"error\": \"%s\", \"errorMessage\": \"\"}".formatted(error);
    }

    @ParameterizedTest
    @MethodSource("betweenReserveAndConfirm")
    void whateverComesBetweenReserveAndConfirmTheNextRequestGoesOnFromIt(Trouble trouble) {
        var reference = newReference();
        way.strike(OctoConnectorIT::confirms, trouble.fault());

        assertUncertain(steady().reserve(request(reference)));

        way.clear();
        var left = known(steady().find(reference));
        assertEquals(ledger(reference), left);
        assertEquals(!trouble.done(), left.get(0).begun());
        assertTrue(left.get(0).live());
        var reserved = known(steady().reserve(request(reference)));
        assertEquals(left.get(0).id(), reserved.get(0).id());
        assertEquals(List.of("confirmed"), statuses(reference));
        assertEquals(ledger(reference), reserved);
    }

    @Test
    void whoTakesTheLastPlaceDoesNotLoseItByAskingAgain() {
        var reference = newReference();
        var last = request(reference, "HOMECARE", "2031-01-07T09:00:00Z");
        way.strike(OctoConnectorIT::confirms, FaultyWay.dropBefore());
        assertUncertain(steady().reserve(last));
        way.clear();

        assertEquals(
                Reservation.State.confirmed,
                known(steady().reserve(last)).get(0).state());
    }

    @Test
    void aPlaceThatIsTakenIsRefusedUntilItIsFree() {
        var first = request(newReference(), "HOMECARE", "2031-01-08T09:00:00Z");
        var second = request(newReference(), "HOMECARE", "2031-01-08T09:00:00Z");
        var id = known(steady().reserve(first)).get(0).id();

        assertRefused(steady().reserve(second));

        assertEquals(List.of(), ledger(second.reference()));
        known(steady().cancel(id));
        assertEquals(
                Reservation.State.confirmed,
                known(steady().reserve(second)).get(0).state());
    }

    @Test
    void aPlaceThatIsTakenMeanwhileIsRefused() {
        var first = request(newReference(), "HOMECARE", "2031-01-09T09:00:00Z");
        var second = request(newReference(), "HOMECARE", "2031-01-09T09:00:00Z");
        var meanwhile = new AtomicReference<List<Reservation>>();
        strikeOnce(
                passage -> carries(reserve, passage)
                        && new String(passage.body(), StandardCharsets.UTF_8).contains(second.reference()),
                () -> meanwhile.set(known(steady().reserve(first))));

        assertRefused(steady().reserve(second));

        assertEquals(1, meanwhile.get().size());
        assertEquals(List.of(), ledger(second.reference()));
    }

    private static void strikeOnce(Predicate<FaultyWay.Passage> request, Runnable incident) {
        way.strike(request, FaultyWay.onceBefore(incident));
    }

    @Test
    void aReservationThatWasMadeMeanwhileIsGoneOnFrom() {
        var reference = newReference();
        strikeOnce(passage -> carries(reserve, passage), () -> hold(reference, reference));

        var reserved = known(steady().reserve(request(reference)));

        assertEquals(1, way.struck());
        assertEquals(List.of("confirmed"), statuses(reference));
        assertEquals(ledger(reference), reserved);
    }

    @Test
    void aReservationThatWasConfirmedMeanwhileIsKnown() {
        var reference = newReference();
        strikeOnce(
                OctoConnectorIT::confirms,
                () -> send(
                        "/octo/bookings/" + reference + "/confirm", "{\"contact\": {\"fullName\": \"Ana Dvořák\"}}"));

        var reserved = known(steady().reserve(request(reference)));

        assertEquals(1, way.struck());
        assertEquals(ledger(reference), reserved);
        assertEquals(Reservation.State.confirmed, reserved.get(0).state());
    }

    @Test
    void aReservationThatWasCancelledMeanwhileIsKnown() {
        var reference = newReference();
        var id = reserved(reference);
        strikeOnce(passage -> carries(cancel, passage), () -> send("/octo/bookings/" + reference + "/cancel", "{}"));

        var cancelled = known(steady().cancel(id));

        assertEquals(1, way.struck());
        assertEquals(ledger(reference), cancelled);
        assertEquals(cancelled, known(steady().reserve(request(reference))));
    }

    @Test
    void aNoThatCannotBeCheckedIsNotBelieved() {
        var reference = newReference();
        var id = reserved(reference);
        known(steady().cancel(id));
        way.strike(OctoConnectorIT::looks, FaultyWay.answerBefore(503, "{}"));

        assertUncertain(steady().cancel(id));
    }

    @Test
    void aHoldThatHasRunOutIsNotLiveAndAnotherIsMade() {
        var reference = newReference();
        sandbox.plan("reserve", "short_hold", reference, 1, 0);

        var reserved = known(steady().reserve(request(reference)));

        assertEquals(Reservation.State.confirmed, reserved.get(0).state());
        assertFalse(reserved.get(0).begun());
        assertEquals(List.of("confirmed", "expired"), statuses(reference));
        assertEquals(ledger(reference), known(steady().find(reference)));
        assertEquals(reserved, known(steady().reserve(request(reference))));
        assertEquals(2, ledger(reference).size());
    }

    @Test
    void holdsThatAlwaysRunOutAreGivenUp() {
        var reference = newReference();
        sandbox.plan("reserve", "short_hold", reference, 1_000, 0);

        var answer = answer(steady().reserve(request(reference)));

        assertInstanceOf(PartnerAnswer.WithoutEffect.class, answer, answer::toString);
        assertEquals(10, ledger(reference).size());
        assertTrue(ledger(reference).stream().noneMatch(Reservation::live));
        assertTrue(ledger(reference).stream().allMatch(Reservation::begun));
    }

    @Test
    void whatTheConfigurationDoesNotNameIsNotAskedFor() {
        way.strike(passage -> true, FaultyWay.dropBefore());

        var answer = answer(steady().reserve(request(newReference(), "PHYSIO", "2031-01-08T09:00:00Z")));

        assertInstanceOf(PartnerAnswer.WithoutEffect.class, answer, answer::toString);
        assertEquals(0, way.struck());
    }

    @Test
    void aProductThatThePartnerNoLongerHasIsRefused() {
        assertRefused(steady().reserve(request(newReference(), "GONE", "2031-01-08T09:00:00Z")));
    }

    @Test
    void aTimeThatThePartnerDoesNotOfferIsRefused() {
        assertRefused(steady().reserve(request(newReference(), "CONSULT", "2031-01-08T09:07:00Z")));
    }

    @Test
    void whoItDoesNotKnowHasDoneNothing() {
        for (var error : List.of("UNAUTHORIZED", "FORBIDDEN")) {
            way.strike(passage -> true, FaultyWay.answerBefore(400, error(error)));
            for (var operation : PartnerOperation.values()) {
                var answer = answer(new Deed(operation, newReference(), newReference(), List.of()).with(steady()));
                assertInstanceOf(PartnerAnswer.WithoutEffect.class, answer, answer::toString);
            }
        }
    }

    @Test
    void aPartnerThatFailsWithinItsProtocolMayHaveActed() {
        var id = reserved(newReference());
        way.strike(
                passage -> carries(reserve, passage) || carries(cancel, passage),
                FaultyWay.answerBefore(400, error("INTERNAL_SERVER_ERROR")));

        assertUncertain(steady().reserve(request(newReference())));
        assertUncertain(steady().cancel(id));
    }

    @Test
    void whatIsAboutAnotherBookingIsNeverTakenForOurs() {
        var reference = newReference();
        var id = reserved(newReference());
        var other = """
                {"uuid": "%s", "resellerReference": "%s", "status": "%s", "utcUpdatedAt": "2030-01-01T00:00:00Z"}""";
        var others = other.formatted(newReference(), "of another", "CONFIRMED");
        way.strike(passage -> true, FaultyWay.answerBefore(200, others));
        assertFalse(answer(steady().reserve(request(reference))) instanceof PartnerAnswer.Known);
        assertUncertain(steady().cancel(id));
        way.strike(passage -> carries(reserve, passage), FaultyWay.answerBefore(200, others));
        assertUncertain(steady().reserve(request(reference)));
        way.strike(
                passage -> carries(reserve, passage),
                FaultyWay.answerBefore(200, other.formatted(reference, "of another", "CONFIRMED")));
        assertUncertain(steady().reserve(request(reference)));
        way.strike(passage -> carries(find, passage), FaultyWay.answerBefore(200, "[" + others + "]"));
        assertUncertain(steady().find(reference));
        way.strike(
                passage -> carries(cancel, passage),
                FaultyWay.answerBefore(200, other.formatted(newReference(), reference, "CANCELLED")));
        assertUncertain(steady().cancel(id));
    }

    @Test
    void aListThatLeavesOutWhatIsHeldIsCompleted() {
        var reference = newReference();
        hold(reference, reference);
        way.strike(passage -> carries(find, passage), FaultyWay.answerBefore(200, "[]"));

        assertEquals(ledger(reference), known(steady().find(reference)));
        assertEquals(1, way.struck());
    }

    @Test
    void whatIsFreeIsToldForAWholeMonth() {
        var from = Instant.parse("2032-05-01T00:00:00Z");
        var to = Instant.parse("2032-06-01T00:00:00Z");
        var taken = Instant.parse("2032-05-20T09:00:00Z");
        var before = free("HOMECARE", from, to);
        assertEquals(31 * 64, before.size(), "a day has 64 quarters of an hour");
        assertEquals(before.size(), before.stream().map(Slot::start).distinct().count());
        assertTrue(before.contains(new Slot(taken, 1)), before::toString);

        known(steady().reserve(request(newReference(), "HOMECARE", taken.toString())));

        var after = new ArrayList<>(before);
        after.remove(new Slot(taken, 1));
        assertEquals(after, free("HOMECARE", from, to));
    }

    private List<Slot> free(String service, Instant from, Instant to) {
        var answer = answer(steady().availability(service, from, to));
        return assertInstanceOf(PartnerAnswer.Free.class, answer, answer::toString)
                .slots();
    }

    @Test
    void whatIsNoAvailabilityTellsNothing() {
        var from = Instant.parse("2032-05-01T00:00:00Z");
        for (var answer : List.of("{}", "[{}]", "[{\"id\": \"x\", \"localDateTimeStart\": \"tomorrow\"}]")) {
            way.strike(OctoConnectorIT::checks, FaultyWay.answerBefore(200, answer));
            assertUncertain(steady().availability("CONSULT", from, from.plusSeconds(60)));
        }
        assertRefused(steady().availability("UNHEARD_OF", from, from.plusSeconds(60)));
    }

    @Test
    void aCheckThatCannotBeReadHasDoneNothing() {
        for (var answer : List.of("{}", "[{}]", "[{\"id\": \"x\", \"localDateTimeStart\": \"tomorrow\"}]")) {
            way.strike(OctoConnectorIT::checks, FaultyWay.answerBefore(200, answer));
            var told = answer(steady().reserve(request(newReference())));
            assertInstanceOf(PartnerAnswer.WithoutEffect.class, told, told::toString);
        }
    }

    @Test
    void whatThePartnerSellsIsInTheProtocol() {
        var products = Wire.send("GET", sandbox.at("/octo/products"), SandboxUnderTest.JSON, null, HEADERS);

        assertEquals(List.of(), OctoSchemas.violations(OctoSchemas.list("Product"), bytes(products)));
        var product = products.get(0);
        assertEquals(List.of(), OctoSchemas.violations(OctoSchemas.ref("Product"), bytes(product)));
        ((ObjectNode) product).remove("options");
        assertEquals(
                1,
                OctoSchemas.violations(OctoSchemas.ref("Product"), bytes(product))
                        .size());
    }

    private static byte[] bytes(JsonNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static PartnerConnector.Request request(String reference, String service, String start) {
        return new PartnerConnector.Request(
                reference, service, Instant.parse(start), Duration.ofMinutes(30), "Ana Dvořák");
    }

    private static void assertRefused(io.smallrye.mutiny.Uni<PartnerAnswer> exchange) {
        var answer = answer(exchange);
        assertInstanceOf(PartnerAnswer.Refused.class, answer, answer::toString);
    }

    private static void assertUncertain(io.smallrye.mutiny.Uni<PartnerAnswer> exchange) {
        var answer = answer(exchange);
        assertInstanceOf(PartnerAnswer.Uncertain.class, answer, answer::toString);
    }
}
