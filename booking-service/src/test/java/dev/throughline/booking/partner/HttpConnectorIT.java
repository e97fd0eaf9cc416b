package dev.throughline.booking.partner;

import static dev.throughline.booking.partner.PartnerOperation.cancel;
import static dev.throughline.booking.partner.PartnerOperation.find;
import static dev.throughline.booking.partner.PartnerOperation.reserve;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.booking.callback.CallbackProfile;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.nio.file.Path;
import java.util.List;
import java.util.Spliterators;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The {@code http} connector against the partner sandbox, with all that this can be told to do wrong. */
@QuarkusTest
@TestProfile(CallbackProfile.class)
class HttpConnectorIT extends PartnerConnectorContract {

    @TempDir
    static Path data;

    private static SandboxUnderTest sandbox;
    private static FaultyWay way;

    @BeforeAll
    static void openTheDesk() {
        sandbox = SandboxUnderTest.start(data);
        way = new FaultyWay(sandbox.at(""));
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

    @Override
    String connector() {
        return "http";
    }

    @Override
    FaultyWay way() {
        return way;
    }

    @Override
    List<Reservation> ledger(String reference) {
        var ledger = sandbox.ledger(reference);
        return StreamSupport.stream(Spliterators.spliterator(ledger.iterator(), ledger.size(), 0), false)
                .map(Reservation::read)
                .sorted(java.util.Comparator.comparing(Reservation::id))
                .toList();
    }

    @Override
    void makeAnother(String reference) {
        Wire.send("POST", sandbox.at("/reservations"), SandboxUnderTest.JSON, """
                {"reference": "%s", "service": "CONSULT", "start": "2030-12-23T09:00:00Z", "customer": "Ana Dvořák"}
                """.formatted(reference));
    }

    @Override
    boolean carries(PartnerOperation operation, FaultyWay.Passage passage) {
        var cancels = passage.uri().getPath().endsWith("/cancel");
        return switch (operation) {
            case reserve -> passage.method().equals("POST") && !cancels;
            case find -> passage.method().equals("GET");
            case cancel -> cancels;
        };
    }

    /** @param answer of the connector: what it has to be, in every case */
    @ParameterizedTest
    @CsvSource({
        "reserve, delay, Known, true",
        "reserve, drop_before, Uncertain, false",
        "reserve, timeout_after, Uncertain, true",
        "reserve, error_after, Uncertain, true",
        "reserve, callback_late, Known, true",
        "reserve, callback_twice, Known, true",
        "reserve, stale_callback, Known, true",
        "find, delay, Known, true",
        "find, drop_before, Uncertain, true",
        "find, timeout_after, Uncertain, true",
        "find, error_after, Uncertain, true",
        "find, create_twice, Known, true",
        "find, reject, Refused, true",
        "cancel, delay, Known, true",
        "cancel, drop_before, Uncertain, false",
        "cancel, timeout_after, Uncertain, true",
        "cancel, error_after, Uncertain, true",
        "cancel, create_twice, Known, true",
        "cancel, reject, Refused, false",
        "cancel, callback_out_of_order, Known, true",
        "cancel, stale_callback, Known, true"
    })
    void everyFaultOfThePartnerIsToldAsFarAsItCanBeKnown(
            PartnerOperation operation, String fault, String answer, boolean done) {
        var deed = prepared(operation);
        sandbox.plan(operation.name(), fault, deed.reference());

        var told = answer(deed.with(steady()));

        assertEquals(answer, told.getClass().getSimpleName(), told::toString);
        if (done) {
            assertDone(deed);
        } else {
            assertNotDone(deed);
        }
    }

    @Test
    void aSecondReservationThatNobodyToldOfIsFound() {
        var reference = newReference();
        sandbox.plan("reserve", "create_twice", reference);

        assertEquals(1, known(steady().reserve(request(reference))).size());

        assertEquals(2, known(steady().find(reference)).size());
        assertEquals(ledger(reference), known(steady().find(reference)));
    }

    @Test
    void aReservationThatThePartnerRejectsIsKnownAndNotLive() {
        var reference = newReference();
        sandbox.plan("reserve", "reject", reference);

        var rejected = known(steady().reserve(request(reference)));

        assertEquals(Reservation.State.rejected, rejected.get(0).state());
        assertEquals(ledger(reference), rejected);
    }

    @Test
    void whatIsAboutAnotherReservationIsNeverTakenForOurs() {
        var others = """
                {"id": "R-1", "reference": "of another", "status": "%s", "version": 7}""";
        way.strike(passage -> true, FaultyWay.answerBefore(200, others.formatted("confirmed")));
        assertUncertain(steady().reserve(request(newReference())));
        assertUncertain(steady().find(newReference()));
        way.strike(passage -> true, FaultyWay.answerBefore(200, "[" + others.formatted("confirmed") + "]"));
        assertUncertain(steady().find(newReference()));
        way.strike(passage -> true, FaultyWay.answerBefore(200, others.formatted("cancelled")));
        assertUncertain(steady().cancel("R-2"));
        way.strike(passage -> true, FaultyWay.answerBefore(200, others.formatted("confirmed")));
        assertUncertain(steady().cancel("R-1"));
    }

    private static void assertUncertain(io.smallrye.mutiny.Uni<PartnerAnswer> exchange) {
        var answer = answer(exchange);
        assertInstanceOf(PartnerAnswer.Uncertain.class, answer, answer::toString);
    }

    @Test
    void whoItDoesNotKnowHasDoneNothing() {
        way.strike(passage -> true, FaultyWay.answerBefore(401, "{}"));
        for (var operation : List.of(reserve, find, cancel)) {
            var answer = answer(new Deed(operation, newReference(), "R-1", List.of()).with(steady()));
            assertInstanceOf(PartnerAnswer.WithoutEffect.class, answer, answer::toString);
        }
        assertTrue(way.struck() == 3);
    }
}
