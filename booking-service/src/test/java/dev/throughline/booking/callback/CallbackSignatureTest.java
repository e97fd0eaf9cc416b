package dev.throughline.booking.callback;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may tell us something, and in which form. What is refused leaves nothing behind. */
@QuarkusTest
@TestProfile(CallbackProfile.class)
class CallbackSignatureTest {

    private static final String BODY = PartnerCalls.body("01a1fcae-0000-7000-8000-000000000000", "confirmed", 2);

    @Inject
    BookingBench bench;

    private final String id = PartnerCalls.newId();
    private String before;

    @BeforeEach
    void lookAtTheRecord() {
        before = bench.recorded();
    }

    @ParameterizedTest
    @ValueSource(strings = {PartnerDesk.OLD_SECRET, PartnerDesk.NEW_SECRET})
    void theOldAndTheNewSecretAreAcceptedWhileItIsRotated(String secret) {
        PartnerCalls.send("harbour", PartnerCalls.signed(secret, id, Instant.now(), BODY), BODY)
                .statusCode(204);
    }

    @Test
    void ofSeveralSignaturesOneHasToBeGood() {
        var headers = PartnerCalls.signed(PartnerDesk.NEW_SECRET, id, Instant.now(), BODY);
        headers.merge("webhook-signature", "v1,bm90IG91cnM=", (good, bad) -> bad + " " + good);

        PartnerCalls.send("harbour", headers, BODY).statusCode(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {PartnerDesk.REMOVED_SECRET, PartnerDesk.SUMMITS_SECRET})
    void aSecretThatWasRemovedOrIsAnotherPartnersIsRefused(String secret) {
        refused(PartnerCalls.send("harbour", PartnerCalls.signed(secret, id, Instant.now(), BODY), BODY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"webhook-id", "webhook-timestamp", "webhook-signature"})
    void aMissingHeaderIsRefused(String header) {
        var headers = PartnerCalls.signed(PartnerDesk.NEW_SECRET, id, Instant.now(), BODY);
        headers.remove(header);

        refused(PartnerCalls.send("harbour", headers, BODY));
    }

    @ParameterizedTest
    @ValueSource(longs = {-330, 330})
    void aTimestampMoreThanFiveMinutesOffIsRefused(long seconds) {
        var at = Instant.now().plus(Duration.ofSeconds(seconds));
        refused(PartnerCalls.send("harbour", PartnerCalls.signed(PartnerDesk.NEW_SECRET, id, at, BODY), BODY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "v1", "v1,", "v2,abc", "v1,####", "v1a,abc"})
    void aSignatureThatIsNoneIsRefused(String signature) {
        var headers = PartnerCalls.signed(PartnerDesk.NEW_SECRET, id, Instant.now(), BODY);
        headers.put("webhook-signature", signature);

        refused(PartnerCalls.send("harbour", headers, BODY));
    }

    @Test
    void whatIsNotWhatWasSignedIsRefused() {
        var signed = PartnerCalls.signed(PartnerDesk.NEW_SECRET, id, Instant.now(), BODY);
        refused(PartnerCalls.send("harbour", signed, BODY.replace("confirmed", "cancelled")));

        var otherId = new LinkedHashMap<>(signed);
        otherId.put("webhook-id", PartnerCalls.newId());
        refused(PartnerCalls.send("harbour", otherId, BODY));

        var otherTime = new LinkedHashMap<>(signed);
        otherTime.put("webhook-timestamp", String.valueOf(Instant.now().getEpochSecond() + 1));
        refused(PartnerCalls.send("harbour", otherTime, BODY));

        for (var time : List.of("soon", "9".repeat(30), "-1", "")) {
            otherTime.put("webhook-timestamp", time);
            refused(PartnerCalls.send("harbour", otherTime, BODY));
        }
    }

    @Test
    void anUnknownPartnerIsNotThere() {
        PartnerCalls.send("nobody", id, BODY).statusCode(404).contentType("application/problem+json");
        assertEquals(before, bench.recorded());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{}",
                "{\"data\":null}",
                "{\"data\":[]}",
                "{\"data\":{\"id\":\"R\",\"reference\":\"r\",\"status\":\"held\"}}",
                "{\"data\":{\"id\":\"R\",\"reference\":\"r\",\"status\":\"lost\",\"version\":1}}",
                "{\"data\":{\"id\":\"R\",\"reference\":\"r\",\"status\":\"held\",\"version\":-1}}",
                "{\"data\":{\"id\":\"R\",\"reference\":\"r\",\"status\":\"held\",\"version\":1.5}}",
                "{\"data\":{\"id\":\"R\",\"reference\":\"r\",\"status\":\"held\",\"version\":\"1\"}}",
                "{\"data\":{\"id\":\"R\",\"reference\":\"r\",\"status\":\"held\",\"version\":99999999999999999999}}",
                "{\"data\":{\"id\":\"\",\"reference\":\"r\",\"status\":\"held\",\"version\":1}}",
                "{\"data\":{\"id\":\"R\",\"reference\":\"a\\u0000b\",\"status\":\"held\",\"version\":1}}",
                "{\"data\":{\"id\":\"R\",\"reference\":\"\\ud800\",\"status\":\"held\",\"version\":1}}"
            })
    void newsThatAreNoneAreRefusedThoughTheyAreSigned(String body) {
        malformed(PartnerCalls.send("harbour", id, body));
    }

    @Test
    void membersThatAreTooLongAreRefusedThoughTheyAreSigned() {
        malformed(PartnerCalls.send("harbour", id, BODY.replace("R-01a1", "R".repeat(201))));
        malformed(PartnerCalls.send("harbour", "m".repeat(201), BODY));
        malformed(PartnerCalls.send("harbour", id, "{\"data\":" + "[".repeat(100) + "]".repeat(100) + "}"));
    }

    private void refused(ValidatableResponse response) {
        problem(response, 401, "unauthenticated");
    }

    private void malformed(ValidatableResponse response) {
        problem(response, 400, "invalid-request");
    }

    private void problem(ValidatableResponse response, int status, String type) {
        response.statusCode(status)
                .contentType("application/problem+json")
                .body("type", equalTo("https://throughline.dev/problems/" + type))
                .body("action", equalTo("fix_request"));
        assertEquals(before, bench.recorded());
    }
}
