package dev.throughline.document.content;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.throughline.document.Bench;
import dev.throughline.document.DocumentParts;
import dev.throughline.kit.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(DocumentParts.class)
class ContentTest {

    private static UUID document;
    private static byte[] all;
    private static String etag;

    @Inject
    Bench bench;

    private static RequestSpecification ana() {
        return given().header("Authorization", Tokens.bearer("customer", "acme", "ana"));
    }

    private static Response get(RequestSpecification request) {
        return request.get("/documents/{id}/content", document);
    }

    @BeforeEach
    void aStoredDocument() {
        if (document == null) {
            document = bench.awaitDocument(bench.completeVisit("acme", "ana"), "stored");
            var answer = get(ana());
            all = answer.asByteArray();
            etag = answer.header("ETag");
        }
    }

    @Test
    void theEntityTagIsTheHashOfTheBytes() throws Exception {
        var hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(all));
        assertEquals("\"" + hash + "\"", etag);
        get(ana())
                .then()
                .statusCode(200)
                .contentType("application/pdf")
                .header("Content-Length", String.valueOf(all.length))
                .header("Accept-Ranges", "bytes")
                .header("Cache-Control", "private, no-cache")
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Disposition", "inline; filename=\"visit-report-" + document + ".pdf\"");
    }

    @Test
    void whoeverHasItGetsNothingAgain() {
        for (var has : new String[] {etag, "W/" + etag, "\"other\", " + etag, "*"}) {
            var answer = get(ana().header("If-None-Match", has).header("Range", "bytes=0-9"));
            assertEquals(304, answer.statusCode(), has);
            assertEquals(0, answer.asByteArray().length);
            assertEquals(etag, answer.header("ETag"));
        }
        assertEquals(200, get(ana().header("If-None-Match", "\"other\"")).statusCode());
    }

    @Test
    void aRangeIsReadAlone() {
        var part = get(ana().header("Range", "bytes=100-349"));

        part.then()
                .statusCode(206)
                .contentType("application/pdf")
                .header("Content-Length", "250")
                .header("ETag", etag)
                .header("Content-Range", "bytes 100-349/" + all.length);
        assertArrayEquals(Arrays.copyOfRange(all, 100, 350), part.asByteArray());
        var last = get(ana().header("Range", "bytes=-7"));
        assertEquals(206, last.statusCode());
        assertArrayEquals(Arrays.copyOfRange(all, all.length - 7, all.length), last.asByteArray());
    }

    @Test
    void aRangeBeyondTheEndIsRefusedWithTheSize() {
        get(ana().header("Range", "bytes=" + all.length + "-"))
                .then()
                .statusCode(416)
                .contentType(startsWith("application/problem+json"))
                .header("Content-Range", "bytes */" + all.length)
                .body("type", equalTo("https://throughline.dev/problems/range-not-satisfiable"))
                .body("action", equalTo("fix_request"));
    }

    @Test
    void aPartOfSomethingElseIsAnsweredWithEverything() {
        var same = get(ana().header("Range", "bytes=0-9").header("If-Range", etag));
        assertEquals(206, same.statusCode());
        for (var other : new String[] {"\"other\"", "W/" + etag, "Sat, 29 Oct 1994 19:43:31 GMT"}) {
            var whole = get(ana().header("Range", "bytes=0-9").header("If-Range", other));
            assertEquals(200, whole.statusCode(), other);
            assertArrayEquals(all, whole.asByteArray());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-1,5-6", "bytes=x", "lines=1-2"})
    void whatIsNoSingleRangeIsAnsweredWithEverything(String range) {
        var answer = get(ana().header("Range", range));
        assertEquals(200, answer.statusCode());
        assertArrayEquals(all, answer.asByteArray());
    }

    @Test
    void theHeadersCanBeAskedForAlone() {
        var answer = ana().head("/documents/{id}/content", document);
        assertEquals(200, answer.statusCode());
        assertEquals(etag, answer.header("ETag"));
        assertEquals(0, answer.asByteArray().length);
    }

    @Test
    void whoMayNotSeeItFindsNothing() {
        for (var bearer : new String[] {
            Tokens.bearer("customer", "acme", "ben"),
            Tokens.bearer("operator", "globex", "ana"),
            Tokens.bearer("customer", "globex", "ana")
        }) {
            get(given().header("Authorization", bearer))
                    .then()
                    .statusCode(404)
                    .body("detail", equalTo("There is no such document."));
        }
        get(given()).then().statusCode(401);
        get(given().header("Authorization", Tokens.bearer("service", "acme", "robot")))
                .then()
                .statusCode(403);
        assertEquals(
                200,
                get(given().header("Authorization", Tokens.bearer("operator", "acme", "olga")))
                        .statusCode());
        assertEquals(
                200,
                get(given().header("Authorization", Tokens.bearer("auditor", "acme", "aude")))
                        .statusCode());
    }

    @Test
    void theInterfaceIsDescribed() {
        given().get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .body(containsString("/documents/{id}/content"))
                .body(containsString("/documents/links/{token}"));
    }
}
