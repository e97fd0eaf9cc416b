package dev.throughline.kit.idempotency;

import static io.restassured.RestAssured.given;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.throughline.kit.testing.Tokens;
import dev.throughline.kit.work.Effects;
import dev.throughline.kit.work.WithoutBroker;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.Header;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(WithoutBroker.class)
class IdempotencyTest {

    private static final String ANN = Tokens.bearer("maker", "acme", "ann");

    @Inject
    Effects effects;

    private String name;
    private String key;

    @BeforeEach
    void anotherThing() {
        name = "thing " + UUID.randomUUID();
        key = UUID.randomUUID().toString();
    }

    @Test
    void aRetryGetsTheFirstAnswerByteForByte() {
        var first = make(ANN, key, thing());
        first.then()
                .statusCode(201)
                .header("Location", startsWith("/things/"))
                .header("Consistency-Token", notNullValue())
                .header("ETag", "\"1\"")
                .header("Operation-Id", notNullValue())
                .header("Idempotency-Replayed", nullValue());

        for (var retry = 0; retry < 3; retry++) {
            var again = make(ANN, key, thing());
            again.then().statusCode(201).header("Idempotency-Replayed", equalTo("true"));
            assertEquals(first.asString(), again.asString());
            assertEquals(headers(first), headers(again));
        }
        assertEquals(1, made());
    }

    private static TreeMap<String, String> headers(Response answer) {
        return answer.headers().asList().stream()
                .filter(header -> !header.getName().equals("Idempotency-Replayed"))
                .collect(Collectors.toMap(Header::getName, Header::getValue, (a, b) -> a + b, TreeMap::new));
    }

    @Test
    void anotherRequestUnderTheSameKeyIsRefused() {
        make(ANN, key, thing()).then().statusCode(201);

        make(ANN, key, "{\"name\": \"%s\", \"amount\": 2}".formatted(name))
                .then()
                .statusCode(422)
                .contentType(startsWith("application/problem+json"))
                .body("type", equalTo("https://throughline.dev/problems/idempotency-key-reused"))
                .body("action", equalTo("fix_request"));

        assertEquals(1, made());
        make(ANN, key, thing()).then().statusCode(201).header("Idempotency-Replayed", "true");
    }

    @Test
    void theKeyBelongsToTenantCallerAndOperation() {
        make(ANN, key, thing()).then().statusCode(201);

        isNew(make(Tokens.bearer("maker", "globex", "ann"), key, thing()));
        isNew(make(Tokens.bearer("maker", "acme", "bob"), key, thing()));
        isNew(post("/gadgets", ANN, key, thing()));

        assertEquals(4, made());
    }

    private static void isNew(Response answer) {
        answer.then().statusCode(201).header("Idempotency-Replayed", nullValue());
    }

    @Test
    void ofManyAtOnceOneActs() throws Exception {
        var pool = Executors.newFixedThreadPool(20);
        try {
            Callable<Response> ask = () -> make(ANN, key, thing());
            var answers = new ArrayList<Response>();
            for (var asked : pool.invokeAll(List.of(
                    ask, ask, ask, ask, ask, ask, ask, ask, ask, ask, ask, ask, ask, ask, ask, ask, ask, ask, ask,
                    ask))) {
                answers.add(asked.get(60, SECONDS));
            }

            assertEquals(1, made());
            assertEquals(20, answers.size());
            answers.forEach(answer -> answer.then().statusCode(201));
            assertEquals(1, answers.stream().map(Response::asString).distinct().count());
            assertEquals(
                    19,
                    answers.stream()
                            .filter(answer -> answer.header("Idempotency-Replayed") != null)
                            .count());
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void aRefusedActionKeepsNothingAndItsKeyMayBeUsedAgain() {
        make(ANN, key, "{\"name\": \"%s\", \"amount\": 1, \"refuse\": true}".formatted(name))
                .then()
                .statusCode(400);
        assertEquals(0, made());

        isNew(make(ANN, key, thing()));
        assertEquals(1, made());
    }

    @Test
    void whatMeansTheSameIsTheSameRequest() {
        make(ANN, key, "{\"name\":\"%s\",\"amount\":100,\"more\":{\"a\":1.50,\"b\":[1,2]}}".formatted(name))
                .then()
                .statusCode(201);

        for (var same : List.of(
                "{ \"amount\" : 100.00,\n \"more\": {\"b\": [1, 2.0], \"a\": 15e-1}, \"name\": \"%s\" }",
                "{\"name\":\"%s\",\"amount\":1e2,\"more\":{\"a\":1.5,\"b\":[1e0,2]}}",
                "{\"n\\u0061me\":\"%s\",\"amount\":100,\"more\":{\"a\":1.5,\"b\":[1,2],\"c\":null}}")) {
            make(ANN, key, same.formatted(name)).then().statusCode(201).header("Idempotency-Replayed", "true");
        }
        for (var other : List.of(
                "{\"name\":\"%s\",\"amount\":100,\"more\":{\"a\":1.5,\"b\":[2,1]}}",
                "{\"name\":\"%s\",\"amount\":100,\"more\":{\"a\":\"1.5\",\"b\":[1,2]}}",
                "{\"name\":\"%s\",\"amount\":100.01,\"more\":{\"a\":1.5,\"b\":[1,2]}}",
                "{\"name\":\"%s\",\"amount\":100,\"more\":{\"a\":1.5}}")) {
            make(ANN, key, other.formatted(name)).then().statusCode(422);
        }
        assertEquals(1, made());
    }

    @Test
    void aMemberNameCannotPassForTwoMembers() {
        make(ANN, key, "{\"name\":\"%s\",\"more\":{\"a\":1,\"b\":2}}".formatted(name))
                .then()
                .statusCode(201);

        make(ANN, key, "{\"name\":\"%s\",\"more\":{\"a\\\":1,\\\"b\":2}}".formatted(name))
                .then()
                .statusCode(422);
    }

    @Test
    void aNumberOfManyDigitsIsNoTrouble() {
        make(ANN, key, "{\"name\":\"%s\",\"amount\":1e999999999}".formatted(name))
                .then()
                .statusCode(201);
        make(ANN, key, "{\"name\":\"%s\",\"amount\":10e999999998}".formatted(name))
                .then()
                .statusCode(201)
                .header("Idempotency-Replayed", "true");
    }

    @Test
    void anActNeedsAKey() {
        given().header("Authorization", ANN)
                .contentType("application/json")
                .body(thing())
                .post("/things")
                .then()
                .statusCode(400)
                .contentType(startsWith("application/problem+json"))
                .body("type", equalTo("https://throughline.dev/problems/idempotency-key-required"));
        for (var wrong : Set.of("\"\"", "x".repeat(256), "\u00e9")) {
            make(ANN, wrong, thing()).then().statusCode(400);
        }
        assertEquals(0, made());
    }

    @Test
    void aQuotedKeyIsTheKey() {
        make(ANN, "\"" + key + "\"", thing()).then().statusCode(201);

        make(ANN, key, thing()).then().statusCode(201).header("Idempotency-Replayed", "true");
    }

    @Test
    void theNextActionHasAnOperationIdOfItsOwn() {
        var one = make(ANN, key, thing()).header("Operation-Id");

        assertNotEquals(one, make(ANN, key + "2", thing()).header("Operation-Id"));
    }

    private String thing() {
        return "{\"name\": \"%s\", \"amount\": 1}".formatted(name);
    }

    private int made() {
        return effects.of(name).size();
    }

    private static Response make(String caller, String key, String body) {
        return post("/things", caller, key, body);
    }

    private static Response post(String path, String caller, String key, String body) {
        return given().header("Authorization", caller)
                .header("Idempotency-Key", key)
                .contentType("application/json")
                .body(body)
                .post(path);
    }
}
