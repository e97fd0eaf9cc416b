package dev.throughline.kit.identity;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import dev.throughline.kit.testing.Tokens;
import dev.throughline.kit.work.WithoutBroker;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(WithoutBroker.class)
class BearerTest {

    @Test
    void aGoodTokenLetsIn() {
        ask(Tokens.token("auditor", "hooli", "ann")).statusCode(200).body("items", hasSize(0));
    }

    @Test
    void withoutATokenNobodyGetsIn() {
        refused(given().get("/audit").then());
    }

    @Test
    void anExpiredTokenIsRefused() {
        var past = Instant.now().minus(Duration.ofHours(2));
        refused(ask(Tokens.sign(Tokens.claims("auditor", "ann")
                .claim("tenant", "acme")
                .issuedAt(past)
                .expiresAt(past.plusSeconds(60)))));
    }

    @Test
    void aTokenOfAnotherIssuerIsRefused() {
        refused(ask(Tokens.sign(
                Tokens.claims("auditor", "ann").claim("tenant", "acme").issuer("https://elsewhere.example"))));
    }

    @Test
    void aTokenSignedWithAnotherKeyIsRefused() {
        refused(ask(Tokens.signWrongly(Tokens.claims("auditor", "ann").claim("tenant", "acme"))));
    }

    @Test
    void aTokenThatNamesNoTenantIsRefused() {
        refused(ask(Tokens.sign(Tokens.claims("auditor", "ann"))));
    }

    @Test
    void aTokenWhoseTenantIsNoNameIsRefused() {
        refused(ask(Tokens.token("auditor", "acme'; --", "ann")));
        refused(ask(Tokens.token("auditor", "", "ann")));
    }

    @Test
    void aTokenThatNamesNoSubjectIsRefused() {
        refused(ask(Tokens.token("auditor", "acme", " ")));
    }

    @Test
    void somethingThatIsNoTokenIsRefused() {
        refused(ask("abc.def.ghi"));
    }

    @Test
    void aMissingPermissionIsAProblemOfItsOwn() {
        ask(Tokens.token("customer", "acme", "carl"))
                .statusCode(403)
                .contentType(startsWith("application/problem+json"))
                .body("status", equalTo(403));
    }

    @Test
    void anUnknownGroupHasNoPermission() {
        ask(Tokens.token("emperor", "acme", "eve")).statusCode(403);
    }

    private static ValidatableResponse ask(String token) {
        return given().auth().oauth2(token).get("/audit").then();
    }

    private static void refused(ValidatableResponse answer) {
        answer.statusCode(401)
                .contentType(startsWith("application/problem+json"))
                .header("WWW-Authenticate", startsWith("Bearer"))
                .body("status", equalTo(401));
    }
}
