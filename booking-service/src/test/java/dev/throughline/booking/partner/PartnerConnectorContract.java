package dev.throughline.booking.partner;

import static dev.throughline.booking.partner.PartnerOperation.cancel;
import static dev.throughline.booking.partner.PartnerOperation.find;
import static dev.throughline.booking.partner.PartnerOperation.reserve;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.kit.testing.PartsResource;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.parts.Ports;
import io.quarkus.arc.All;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every connector promises, against a real partner with a ledger of its own, and with a way to it on which everything
 * goes wrong: it never says that nothing happened if something may have.
 */
abstract class PartnerConnectorContract {

    static final Duration PATIENCE = Duration.ofSeconds(60);
    static final Instant START = Instant.parse("2030-12-23T09:00:00Z");
    private static final int AT_ONCE = 8;

    private static Partners partners;

    @Inject
    @All
    List<ConnectorType> types;

    @Inject
    PartnerBreakers breakers;

    @Inject
    TimeSource time;

    /** As it is written in the configuration. */
    abstract String connector();

    /** What the configuration of a partner that speaks this protocol has besides. */
    Map<String, String> settings() {
        return Map.of();
    }

    /** The way to the partner. */
    abstract FaultyWay way();

    /** What the partner itself has under the reference, live or not; asked without the connector. */
    abstract List<Reservation> ledger(String reference);

    /** Makes one more reservation under the reference, as somebody other than the connector would. */
    abstract void makeAnother(String reference);

    /** Whether this is the request by which the operation has its effect, or a look-up its answer. */
    abstract boolean carries(PartnerOperation operation, FaultyWay.Passage passage);

    @BeforeEach
    void connect() {
        if (partners == null) {
            var settings = new SmallRyeConfigBuilder()
                    .withMapping(PartnerSettings.class)
                    .withSources(new PropertiesConfigSource(partners(), "the partners of this test", 100))
                    .build()
                    .getConfigMapping(PartnerSettings.class);
            partners = new Partners(settings, types, breakers, time);
        }
    }

    private Map<String, String> partners() {
        var settings = new HashMap<String, String>();
        partner(settings, "steady", way().uri(), "PT1M");
        partner(settings, "hasty", way().uri(), "PT4S");
        partner(settings, "nowhere", URI.create("http://127.0.0.1:" + Ports.free()), "PT1M");
        return settings;
    }

    private void partner(Map<String, String> settings, String id, URI url, String timeout) {
        settings.put("throughline.partners." + id + ".connector", connector());
        settings.put("throughline.partners." + id + ".url", url.toString());
        settings.put("throughline.partners." + id + ".timeout", timeout);
        settings.put("throughline.partners." + id + ".connect-timeout", "PT30S");
        settings.put("throughline.partners." + id + ".breaker.window", "1000");
        settings().forEach((key, value) -> settings.put("throughline.partners." + id + "." + key, value));
    }

    static void disconnect() {
        partners = null;
    }

    @AfterEach
    void allGoesWell() {
        way().clear();
    }

    PartnerConnector steady() {
        return partners.named("steady").connector();
    }

    static String newReference() {
        return UUID.randomUUID().toString();
    }

    static PartnerConnector.Request request(String reference) {
        return new PartnerConnector.Request(reference, "CONSULT", START, Duration.ofMinutes(30), "Ana Dvořák");
    }

    static PartnerAnswer answer(Uni<PartnerAnswer> exchange) {
        return exchange.await().atMost(PATIENCE.multipliedBy(3));
    }

    static List<Reservation> known(Uni<PartnerAnswer> exchange) {
        var answer = answer(exchange);
        return assertInstanceOf(PartnerAnswer.Known.class, answer, () -> String.valueOf(answer)).reservations().stream()
                .sorted(Comparator.comparing(Reservation::id))
                .toList();
    }

    String reserved(String reference) {
        return known(steady().reserve(request(reference))).get(0).id();
    }

    /** One operation on something of its own, ready to be done. */
    record Deed(PartnerOperation operation, String reference, String id, List<Reservation> before) {

        Uni<PartnerAnswer> with(PartnerConnector connector) {
            return switch (operation) {
                case reserve -> connector.reserve(request(reference));
                case find -> connector.find(reference);
                case cancel -> connector.cancel(id);
            };
        }
    }

    Deed prepared(PartnerOperation operation) {
        var reference = newReference();
        var id = operation == reserve ? null : reserved(reference);
        return new Deed(operation, reference, id, ledger(reference));
    }

    void assertDone(Deed deed) {
        var after = ledger(deed.reference());
        assertEquals(1, after.size(), after::toString);
        assertEquals(deed.operation() != cancel, after.get(0).live(), after::toString);
    }

    void assertNotDone(Deed deed) {
        assertEquals(deed.before(), ledger(deed.reference()));
    }

    /** Of a look-up, nothing else is asked than that it does not pretend to know. */
    static void assertUncertain(Deed deed, PartnerAnswer answer) {
        if (deed.operation() == find) {
            assertFalse(answer instanceof PartnerAnswer.Known, answer::toString);
        } else {
            assertInstanceOf(PartnerAnswer.Uncertain.class, answer, answer::toString);
        }
        assertFalse(answer.detail().isBlank());
    }

    /** The ledger is PostgreSQL's: as {@code jsonb} it takes what came back, or the exchange stays without an end. */
    private static void assertCanBeRecorded(PartnerAnswer answer) {
        if (answer.received() != null) {
            try (var connection = PartsResource.connectAsOwner();
                    var query = connection.prepareStatement("select cast(? as jsonb)")) {
                query.setString(1, answer.received().toString());
                query.executeQuery();
            } catch (SQLException e) {
                throw new AssertionError(answer.toString(), e);
            }
        }
    }

    @Test
    void itReservesUnderOurReference() {
        var reference = newReference();

        var made = known(steady().reserve(request(reference)));

        assertEquals(1, made.size());
        assertEquals(reference, made.get(0).reference());
        assertTrue(made.get(0).live());
        assertEquals(ledger(reference), made);
    }

    @Test
    void itFindsEveryReservationOfOurReferenceAndNoOther() {
        var reference = newReference();
        reserved(reference + "0");
        reserved("0" + reference);
        reserved(reference);
        makeAnother(reference);
        makeAnother(reference);

        var found = known(steady().find(reference));

        assertEquals(3, found.size());
        assertEquals(ledger(reference), found);
        assertEquals(List.of(), known(steady().find(newReference())));
    }

    @Test
    void aLookUpSeesWhatWasMadeAndCancelledSinceTheLastOne() {
        var reference = newReference();
        assertEquals(List.of(), known(steady().find(reference)));

        var id = reserved(reference);
        assertEquals(ledger(reference), known(steady().find(reference)));

        var cancelled = known(steady().cancel(id));
        assertEquals(1, cancelled.size());
        assertFalse(cancelled.get(0).live());
        assertEquals(id, cancelled.get(0).id());
        assertEquals(ledger(reference), cancelled);
        assertEquals(cancelled, known(steady().find(reference)));
    }

    @Test
    void aCancelledReservationIsNewerThanItWas() {
        var reference = newReference();
        var made = known(steady().reserve(request(reference))).get(0);

        var cancelled = known(steady().cancel(made.id())).get(0);

        assertTrue(cancelled.version() > made.version(), () -> made + " " + cancelled);
    }

    @Test
    void anUnknownReservationCannotBeCancelled() {
        var answer = answer(steady().cancel("no-such-reservation"));

        assertInstanceOf(PartnerAnswer.Refused.class, answer, answer::toString);
    }

    @Test
    void cancelledTwiceItIsCancelledOnce() {
        var reference = newReference();
        var id = reserved(reference);
        var cancelled = known(steady().cancel(id));

        var again = answer(steady().cancel(id));

        if (steady().idempotent(cancel)) {
            assertEquals(
                    cancelled,
                    assertInstanceOf(PartnerAnswer.Known.class, again).reservations());
        } else {
            assertInstanceOf(PartnerAnswer.Refused.class, again, again::toString);
        }
        assertEquals(cancelled, ledger(reference));
    }

    @Test
    void aRepetitionHappensOnceIfTheConnectorSaysSo() {
        var reference = newReference();
        var first = known(steady().reserve(request(reference)));

        var second = known(steady().reserve(request(reference)));

        if (steady().idempotent(reserve)) {
            assertEquals(first, second);
            assertEquals(first, ledger(reference));
        }
        assertTrue(ledger(reference).containsAll(first));
        assertTrue(ledger(reference).containsAll(second));
        assertEquals(ledger(reference), known(steady().find(reference)));
        assertTrue(steady().idempotent(find));
    }

    @Test
    void whateverManyRepetitionsAtOnceDoIsFound() {
        whateverManyRepetitionsAtOnceDoIsFound(newReference());
    }

    void whateverManyRepetitionsAtOnceDoIsFound(String reference) {
        var requests = IntStream.range(0, AT_ONCE)
                .mapToObj(number -> steady().reserve(request(reference)))
                .toList();

        var answers = Uni.join().all(requests).andFailFast().await().atMost(PATIENCE.multipliedBy(3));

        var made = ledger(reference);
        assertNotEquals(List.of(), made);
        if (steady().idempotent(reserve)) {
            assertEquals(1, made.size());
        }
        answers.forEach(answer -> assertHonest(answer, made));
        assertEquals(made, known(steady().find(reference)));
    }

    private static void assertHonest(PartnerAnswer answer, List<Reservation> made) {
        if (answer instanceof PartnerAnswer.Known known) {
            assertFalse(known.reservations().isEmpty());
            assertTrue(made.containsAll(known.reservations()), () -> known + " " + made);
        }
    }

    @Test
    void aReferenceIsTakenLiterally() {
        var reference = "a|b,c$d\\e&f=g+h;i#j?k/l ü%41" + newReference();
        assertEquals(List.of(), known(steady().find(reference)));

        reserved(reference);

        assertEquals(reference, ledger(reference).get(0).reference());
        assertEquals(ledger(reference), known(steady().find(reference)));
    }

    @ParameterizedTest
    @EnumSource
    void whatCannotBeReachedHasDoneNothing(PartnerOperation operation) {
        var deed = prepared(operation);

        var answer = answer(deed.with(partners.named("nowhere").connector()));

        assertInstanceOf(PartnerAnswer.WithoutEffect.class, answer, answer::toString);
        assertNotDone(deed);
    }

    /** What goes wrong, and whether the partner has done it all the same. */
    record Trouble(String name, FaultyWay.Fault fault, boolean done) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Trouble> TROUBLES = List.of(
            new Trouble("drop_before", FaultyWay.dropBefore(), false),
            new Trouble("drop_after", FaultyWay.dropAfter(), true),
            new Trouble("cut", FaultyWay.cut(), true),
            new Trouble("error_after", FaultyWay.answerAfter(500, "application/json", "{}"), true),
            new Trouble("error_before", FaultyWay.answerBefore(502, "{}"), false),
            new Trouble("gateway_timeout_after", FaultyWay.answerAfter(504, "text/html", "<h1>Oops</h1>"), true),
            new Trouble("request_timeout_after", FaultyWay.answerAfter(408, "application/json", "{}"), true),
            new Trouble("redirect", FaultyWay.redirect(URI.create("http://127.0.0.1:9/")), false),
            new Trouble("empty", FaultyWay.answerAfter(200, "application/json", ""), true),
            new Trouble("malformed", FaultyWay.answerAfter(200, "application/json", "{\"id\":"), true),
            new Trouble("null", FaultyWay.answerAfter(200, "application/json", "null"), true),
            new Trouble("text", FaultyWay.answerAfter(200, "application/json", "\"done\""), true),
            new Trouble("nothing_in_it", FaultyWay.answerAfter(200, "application/json", "{}"), true),
            new Trouble("something_else", FaultyWay.answerAfter(201, "application/json", "[1, {}]"), true),
            new Trouble("nul", FaultyWay.answerAfter(200, "application/json", "{\"id\": \"\\u0000\"}"), true),
            new Trouble("endless_number", FaultyWay.answerAfter(200, "application/json", "[1e200000]"), true),
            new Trouble("html", FaultyWay.answerAfter(200, "text/html", "<h1>Welcome</h1>"), true),
            new Trouble("deep", FaultyWay.answerAfter(200, "application/json", "[".repeat(100_000)), true),
            new Trouble("huge", FaultyWay.answerAfter(200, "application/json", "[" + " ".repeat(1 << 24) + "]"), true));

    static Stream<Arguments> troubles() {
        return Stream.of(PartnerOperation.values())
                .flatMap(operation -> TROUBLES.stream().map(trouble -> Arguments.of(operation, trouble)));
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void whateverGoesWrongItNeverSaysMoreThanItKnows(PartnerOperation operation, Trouble trouble) {
        var deed = prepared(operation);
        way().strike(passage -> carries(operation, passage), trouble.fault());

        var answer = answer(deed.with(steady()));

        assertUncertain(deed, answer);
        assertCanBeRecorded(answer);
        assertEquals(1, way().struck(), "It is sent once, whatever becomes of it.");
        if (trouble.done()) {
            assertDone(deed);
        } else {
            assertNotDone(deed);
        }
    }

    static Stream<Arguments> types() {
        return Stream.of(PartnerOperation.values())
                .flatMap(operation -> Stream.of("text/plain", "nonsense", "application/json;charset=nonsense")
                        .map(type -> Arguments.of(operation, type)));
    }

    @ParameterizedTest
    @MethodSource("types")
    void aWrongContentTypeIsNoReasonToSayMoreThanItKnows(PartnerOperation operation, String type) {
        var deed = prepared(operation);
        way().strike(passage -> carries(operation, passage), FaultyWay.retype(type));

        var answer = answer(deed.with(steady()));

        assertDone(deed);
        if (answer instanceof PartnerAnswer.Known known) {
            assertEquals(ledger(deed.reference()), known.reservations());
        } else {
            assertUncertain(deed, answer);
        }
    }

    @ParameterizedTest
    @EnumSource
    void tooManyRequestsHaveDoneNothing(PartnerOperation operation) {
        var deed = prepared(operation);
        way().strike(passage -> carries(operation, passage), FaultyWay.answerBefore(429, "{}"));

        var answer = answer(deed.with(steady()));

        assertInstanceOf(PartnerAnswer.WithoutEffect.class, answer, answer::toString);
        assertNotDone(deed);
    }

    /** All three at once, since each takes as long as the time limit. */
    private List<Deed> preparedAll() {
        return Stream.of(PartnerOperation.values()).map(this::prepared).toList();
    }

    private boolean carriesAny(FaultyWay.Passage passage) {
        return Stream.of(PartnerOperation.values()).anyMatch(operation -> carries(operation, passage));
    }

    private void assertAllUncertain(List<Deed> deeds, Function<Deed, Uni<PartnerAnswer>> asked) {
        var answers = subscribed(
                () -> Uni.join().all(deeds.stream().map(asked).toList()).andFailFast());
        for (var i = 0; i < deeds.size(); i++) {
            assertUncertain(deeds.get(i), answers.get(i));
        }
        assertEquals(deeds.size(), way().struck());
    }

    private static <T> T subscribed(java.util.function.Supplier<Uni<T>> work) {
        try {
            return VertxContextSupport.subscribeAndAwait(work);
        } catch (Throwable e) {
            throw new AssertionError("It must never fail.", e);
        }
    }

    @Test
    void whatComesTooLateMayStillHappen() {
        var deeds = preparedAll();
        way().strike(this::carriesAny, FaultyWay.delay());

        assertAllUncertain(deeds, deed -> deed.with(partners.named("hasty").connector()));

        deeds.forEach(this::assertNotDone);
        way().clear();
        deeds.forEach(deed -> await().atMost(PATIENCE).untilAsserted(() -> assertDone(deed)));
    }

    @Test
    void whatIsNotAnsweredInTimeMayHaveHappened() {
        var deeds = preparedAll();
        way().strike(this::carriesAny, FaultyWay.timeoutAfter());

        assertAllUncertain(deeds, deed -> deed.with(partners.named("hasty").connector()));

        deeds.forEach(this::assertDone);
    }

    @Test
    void anAnswerThatNeverEndsIsGivenUpAndItsConnectionClosed() {
        var deeds = preparedAll();
        way().strike(this::carriesAny, FaultyWay.drip());

        assertAllUncertain(deeds, deed -> partners.named("hasty").call(deed::with));

        deeds.forEach(this::assertDone);
        await().atMost(PATIENCE).until(() -> way().givenUp() == deeds.size());
    }

    @ParameterizedTest
    @EnumSource
    void aSubscriptionThatIsCancelledSaysNothingAndLeavesTheConnectorAsItWas(PartnerOperation operation) {
        var deed = prepared(operation);
        way().strike(passage -> carries(operation, passage), FaultyWay.timeoutAfter());
        var said = new AtomicReference<Object>();
        var subscription = deed.with(steady()).subscribe().with(said::set, said::set);
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertEquals(1, way().struck());
            assertDone(deed);
        });

        subscription.cancel();
        way().clear();

        assertEquals(ledger(deed.reference()), known(steady().find(deed.reference())));
        assertNull(said.get());
    }
}
