package dev.throughline.sandbox;

import static dev.throughline.sandbox.Sandbox.ledger;
import static dev.throughline.sandbox.Sandbox.plan;
import static dev.throughline.sandbox.Sandbox.requests;
import static dev.throughline.sandbox.Sandbox.statuses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.sandbox.fault.Fault;
import dev.throughline.sandbox.fault.Fault.Operation;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every fault with every operation, alone. */
@QuarkusTest
@QuarkusTestResource(CallbackReceiver.class)
class FaultsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DELAY_MS = 400;
    private static final Duration DELAY = Duration.ofMillis(DELAY_MS);

    private final String reference = Sandbox.newReference();
    private String id;

    @AfterEach
    void noFaults() {
        RestAssured.delete("/sandbox/faults").then().statusCode(204);
    }

    @ParameterizedTest
    @EnumSource(names = {"reserve", "find", "cancel"})
    void delayWaitsAndThenDoesIt(Operation operation) throws Exception {
        prepare(operation);
        plan(fault(operation, Fault.Kind.delay));

        var answer = perform(operation);

        assertTrue(answer.took().compareTo(DELAY) >= 0, () -> "took " + answer.took());
        assertEquals(succeeded(operation), answer.status());
        assertDone(operation);
        assertNoted(operation, Fault.Kind.delay, succeeded(operation));
    }

    @ParameterizedTest
    @EnumSource(names = {"reserve", "find", "cancel"})
    void dropBeforeClosesTheConnectionAndDoesNothing(Operation operation) throws Exception {
        prepare(operation);
        var before = ledger(reference);
        plan(fault(operation, Fault.Kind.drop_before));

        assertEquals(0, perform(operation).status());

        assertEquals(before, ledger(reference));
        assertNoted(operation, Fault.Kind.drop_before, null);
    }

    @ParameterizedTest
    @EnumSource(names = {"reserve", "find", "cancel"})
    void timeoutAfterDoesItAndNeverAnswers(Operation operation) throws Exception {
        prepare(operation);
        plan(fault(operation, Fault.Kind.timeout_after));

        var answer = perform(operation);

        assertEquals(0, answer.status());
        assertTrue(answer.took().compareTo(DELAY) >= 0, () -> "took " + answer.took());
        assertDone(operation);
        assertNoted(operation, Fault.Kind.timeout_after, null);
    }

    @ParameterizedTest
    @EnumSource(names = {"reserve", "find", "cancel"})
    void errorAfterDoesItAndAnswers500(Operation operation) throws Exception {
        prepare(operation);
        plan(fault(operation, Fault.Kind.error_after));

        var answer = perform(operation);

        assertEquals(500, answer.status());
        assertEquals(500, JSON.readTree(answer.body()).path("status").asInt());
        assertDone(operation);
        assertNoted(operation, Fault.Kind.error_after, 500);
    }

    @ParameterizedTest
    @EnumSource(names = {"reserve", "find", "cancel"})
    void createTwiceMakesTwoAndAnswersWithOne(Operation operation) throws Exception {
        prepare(operation);
        plan(fault(operation, Fault.Kind.create_twice));

        var answer = perform(operation);

        assertEquals(succeeded(operation), answer.status());
        assertNoted(operation, Fault.Kind.create_twice, succeeded(operation));
        if (operation == Operation.reserve) {
            assertEquals(List.of("confirmed", "confirmed"), statuses(reference));
            assertEquals(
                    ledger(reference).get(0).get("id"),
                    JSON.readTree(answer.body()).path("id").asText());
        } else {
            assertDone(operation);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"reserve", "find", "cancel"})
    void rejectSaysNo(Operation operation) throws Exception {
        prepare(operation);
        plan(fault(operation, Fault.Kind.reject));

        var answer = perform(operation);

        var expected =
                switch (operation) {
                    case reserve -> 201;
                    case find -> 403;
                    case cancel -> 409;
                    case check, confirm -> throw new IllegalArgumentException("OCTO only");
                };
        assertEquals(expected, answer.status());
        assertEquals(List.of(operation == Operation.reserve ? "rejected" : "confirmed"), statuses(reference));
        assertNoted(operation, Fault.Kind.reject, expected);
    }

    /** What it does to the callbacks is another test's subject. */
    @ParameterizedTest
    @MethodSource("callbackFaults")
    void faultsOfCallbacksLeaveTheAnswerAlone(Operation operation, Fault.Kind kind) throws Exception {
        prepare(operation);
        plan(fault(operation, kind));

        assertEquals(succeeded(operation), perform(operation).status());

        assertNoted(operation, kind, succeeded(operation));
    }

    static Stream<Arguments> callbackFaults() {
        return Stream.of(Operation.reserve, Operation.find, Operation.cancel)
                .flatMap(operation -> Stream.of(Fault.Kind.values())
                        .filter(kind -> kind.name().contains("callback"))
                        .map(kind -> Arguments.of(operation, kind)));
    }

    @ParameterizedTest
    @EnumSource(names = {"reserve", "find", "cancel"})
    void timesSaysHowManyRequestsItStrikes(Operation operation) throws Exception {
        prepare(operation);
        plan(Map.of("operation", operation, "fault", Fault.Kind.drop_before, "times", 2, "reference", reference));

        var answers = new ArrayList<Integer>();
        for (var i = 0; i < 3; i++) {
            answers.add(perform(operation).status());
            assertEquals(Math.max(0, 1 - i), Sandbox.faults().getInt("[0]?.times ?: 0"));
        }

        assertEquals(List.of(0, 0, succeeded(operation)), answers);
    }

    @ParameterizedTest
    @EnumSource(names = {"reserve", "find", "cancel"})
    void aFaultForOneReferenceLeavesOthersAlone(Operation operation) throws Exception {
        prepare(operation);
        plan(Map.of("operation", operation, "fault", Fault.Kind.reject, "reference", "another"));

        assertEquals(succeeded(operation), perform(operation).status());

        assertDone(operation);
        assertEquals(1, Sandbox.faults().getInt("[0].times"));
    }

    @Test
    void aFaultForOneOperationOrPartnerLeavesOthersAlone() {
        plan(Map.of("operation", "find", "fault", "reject"));
        Sandbox.reserve("", reference).statusCode(201);
        plan(Map.of("operation", "reserve", "fault", "reject", "partner", "harbour"));
        Sandbox.reserve("", reference).statusCode(201);

        assertEquals(List.of("confirmed", "confirmed"), statuses(reference));
    }

    @Test
    void faultsOfDifferentKindsStrikeTogetherAndOfOneKindOneAfterTheOther() throws Exception {
        RestAssured.given()
                .contentType("application/json")
                .body(List.of(
                        fault(Operation.reserve, Fault.Kind.create_twice),
                        fault(Operation.reserve, Fault.Kind.error_after),
                        fault(Operation.reserve, Fault.Kind.error_after)))
                .put("/sandbox/faults")
                .then()
                .statusCode(200);

        assertEquals(500, perform(Operation.reserve).status());
        assertEquals(2, ledger(reference).size());
        assertEquals(500, perform(Operation.reserve).status());
        assertEquals(3, ledger(reference).size());
        assertEquals(201, perform(Operation.reserve).status());
    }

    @Test
    void deletedFaultsStrikeNoMore() throws Exception {
        plan(fault(Operation.reserve, Fault.Kind.reject));
        noFaults();

        assertEquals(List.of(), Sandbox.faults().getList(""));
        perform(Operation.reserve);
        assertEquals(List.of("confirmed"), statuses(reference));
    }

    private Map<String, Object> fault(Operation operation, Fault.Kind kind) {
        return Map.of("operation", operation, "fault", kind, "times", 1, "delayMs", DELAY_MS, "reference", reference);
    }

    private void prepare(Operation operation) {
        if (operation != Operation.reserve) {
            id = Sandbox.reserved("", reference);
        }
    }

    private Wire.Answer perform(Operation operation) throws Exception {
        return switch (operation) {
            case reserve ->
                Wire.send(RestAssured.port, "POST", "/reservations", JSON.writeValueAsString(Sandbox.wish(reference)));
            case find -> Wire.send(RestAssured.port, "GET", "/reservations?reference=" + reference, "");
            case cancel -> Wire.send(RestAssured.port, "POST", "/reservations/" + id + "/cancel", "");
            case check, confirm -> throw new IllegalArgumentException("OCTO only");
        };
    }

    private static int succeeded(Operation operation) {
        return operation == Operation.reserve ? 201 : 200;
    }

    private void assertDone(Operation operation) {
        assertEquals(List.of(operation == Operation.cancel ? "cancelled" : "confirmed"), statuses(reference));
    }

    /** The fault is on record with the request that it struck, and used up. */
    private void assertNoted(Operation operation, Fault.Kind kind, Integer status) {
        var asked = requests(reference);
        var last = asked.get(asked.size() - 1);
        assertEquals(operation.name(), last.get("operation"));
        assertEquals(List.of(kind.name()), last.get("faults"));
        assertEquals(status, last.get("status"));
        assertEquals(List.of(), Sandbox.faults().getList(""));
    }
}
