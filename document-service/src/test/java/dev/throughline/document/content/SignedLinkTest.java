package dev.throughline.document.content;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.document.Bench;
import dev.throughline.document.DocumentParts;
import dev.throughline.document.link.Links;
import dev.throughline.kit.testing.Tokens;
import dev.throughline.kit.time.TimeSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(DocumentParts.class)
class SignedLinkTest {

    private static UUID document;

    @Inject
    Bench bench;

    @Inject
    Links links;

    @Inject
    TimeSource time;

    @BeforeEach
    void aStoredDocument() {
        if (document == null) {
            document = bench.awaitDocument(bench.completeVisit("acme", "ana"), "stored");
        }
    }

    @AfterEach
    void backToNow() {
        time.reset();
    }

    private static Response make(String subject, String key, Map<String, Object> body) {
        return given().header("Authorization", Tokens.bearer("customer", "acme", subject))
                .header("Idempotency-Key", key)
                .contentType("application/json")
                .body(body)
                .post("/documents/{id}/links", document);
    }

    private static String path(String url) {
        assertTrue(url.startsWith(DocumentParts.PUBLIC_URL + "/documents/links/"), url);
        return url.substring(DocumentParts.PUBLIC_URL.length());
    }

    private static String link(Map<String, Object> body) {
        return path(make("ana", UUID.randomUUID().toString(), body)
                .then()
                .statusCode(201)
                .extract()
                .path("url"));
    }

    private static byte[] content() {
        return given().header("Authorization", Tokens.bearer("customer", "acme", "ana"))
                .get("/documents/{id}/content", document)
                .asByteArray();
    }

    private static void requireNotGood(Response answer) {
        answer.then()
                .statusCode(404)
                .body("type", equalTo("https://throughline.dev/problems/not-found"))
                .body("detail", equalTo("There is no such link, or it has expired."));
    }

    @Test
    void aLinkNeedsNoToken() {
        var path = link(Map.of());

        var answer = given().get(path);
        assertEquals(200, answer.statusCode());
        assertEquals("application/pdf", answer.contentType());
        assertEquals("no-referrer", answer.header("Referrer-Policy"));
        assertArrayEquals(content(), answer.asByteArray());
        var part = given().header("Range", "bytes=5-9").get(path);
        assertEquals(206, part.statusCode());
        assertArrayEquals(Arrays.copyOfRange(content(), 5, 10), part.asByteArray());
        assertEquals(
                304,
                given().header("If-None-Match", answer.header("ETag")).get(path).statusCode());
    }

    @Test
    void aLinkExpires() {
        var path = link(Map.of("validSeconds", 3600));

        time.advance(Duration.ofMinutes(59));
        assertEquals(200, given().get(path).statusCode());
        time.advance(Duration.ofMinutes(1));
        requireNotGood(given().get(path));
    }

    @Test
    void aLinkIsGoodForADayUnlessItIsSaid() {
        var expiresAt = Instant.parse(make("ana", "day", Map.of()).path("expiresAt"));
        var ahead = Duration.between(time.instant(), expiresAt);
        assertTrue(
                ahead.compareTo(Duration.ofHours(24)) <= 0 && ahead.compareTo(Duration.ofHours(23)) > 0,
                ahead::toString);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 604_801, Integer.MAX_VALUE})
    void aLinkIsGoodForSevenDaysAtMost(int seconds) {
        make("ana", UUID.randomUUID().toString(), Map.of("validSeconds", seconds))
                .then()
                .statusCode(400)
                .body("action", equalTo("fix_request"))
                .body("violations[0].message", notNullValue());
        link(Map.of("validSeconds", 604_800));
    }

    @Test
    void theSameKeyMakesTheSameLinkOnce() {
        var first = make("ana", "twice", Map.of("validSeconds", 60));
        time.advance(Duration.ofSeconds(5));
        var second = make("ana", "twice", Map.of("validSeconds", 60));

        assertEquals(201, second.statusCode());
        assertEquals("true", second.header("Idempotency-Replayed"));
        assertEquals(first.asString(), second.asString());
        assertEquals(first.path("url"), first.header("Location"));
        assertFalse(first.header("Operation-Id").isBlank());
        assertFalse(first.header("Consistency-Token").isBlank());
        assertEquals(422, make("ana", "twice", Map.of("validSeconds", 61)).statusCode());
        assertEquals(
                1,
                bench.count(
                        "select count(*) from audit where subject = ? and operation_id = ?::uuid",
                        "document/" + document,
                        first.header("Operation-Id")));
    }

    @Test
    void whoMayNotSeeTheDocumentMakesNoLink() {
        make("ben", "mine", Map.of()).then().statusCode(404);
        given().contentType("application/json")
                .body("{}")
                .header("Idempotency-Key", "nobody")
                .post("/documents/{id}/links", document)
                .then()
                .statusCode(401);
        given().header("Authorization", Tokens.bearer("customer", "acme", "ana"))
                .contentType("application/json")
                .body("{}")
                .post("/documents/{id}/links", document)
                .then()
                .statusCode(400);
    }

    @Test
    void aLinkOfAnotherTenantOrDocumentFindsNothing() {
        for (var forged : new String[] {
            links.make("globex", document, Duration.ofHours(1)).orElseThrow().url(),
            links.make("acme", UUID.randomUUID(), Duration.ofHours(1))
                    .orElseThrow()
                    .url()
        }) {
            requireNotGood(given().get(path(forged)));
        }
    }

    @Test
    void aLinkThatWasTamperedWithTellsNothing() {
        var path = link(Map.of());
        for (var broken : new String[] {
            path.substring(0, path.length() - 1),
            path + "A",
            path.replace("newer.", "older."),
            path.replace("newer.", "other."),
            "/documents/links/newer.x.y",
            "/documents/links/" + document
        }) {
            requireNotGood(given().get(broken));
        }
    }
}
