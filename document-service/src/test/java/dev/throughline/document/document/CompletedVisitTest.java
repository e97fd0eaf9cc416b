package dev.throughline.document.document;

import static io.restassured.RestAssured.given;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.throughline.document.Bench;
import dev.throughline.document.DocumentParts;
import dev.throughline.document.EmittedEvents;
import dev.throughline.document.EventSchemas;
import dev.throughline.kit.testing.Tokens;
import dev.throughline.kit.time.Ids;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(DocumentParts.class)
class CompletedVisitTest {

    @Inject
    Bench bench;

    @Inject
    EmittedEvents emitted;

    private static RequestSpecification as(String group, String tenant, String subject) {
        return given().header("Authorization", Tokens.bearer(group, tenant, subject));
    }

    @Test
    void aCompletedVisitBecomesADocument() {
        var booking = bench.completeVisit("acme", "ana");
        var document = bench.awaitDocument(booking, "stored");

        as("customer", "acme", "ana")
                .get("/documents?booking=" + booking)
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].id", equalTo(document.toString()))
                .body("items[0].booking", equalTo(booking.toString()))
                .body("items[0].kind", equalTo("visit-report"))
                .body("items[0].state", equalTo("stored"))
                .body("items[0].mediaType", equalTo("application/pdf"))
                .body("items[0].template", equalTo("visit-report"))
                .body("items[0].templateVersion", equalTo(1))
                .body("items[0].locale", equalTo("de"))
                .body("items[0].reason", nullValue())
                .body("next", nullValue());
        var content = as("customer", "acme", "ana").get("/documents/{id}/content", document);
        as("customer", "acme", "ana")
                .get("/documents/{id}", document)
                .then()
                .statusCode(200)
                .body("size", equalTo(content.asByteArray().length))
                .body("sha256", equalTo(content.header("ETag").replace("\"", "")));
    }

    @Test
    void itIsToldAsRequestedAndThenAsStoredWithALinkThatWorksAtOnce() {
        var booking = bench.completeVisit("acme", "ana");
        var document = bench.awaitDocument(booking, "stored");
        var stored = emitted.awaitStored(document);
        var requested = emitted.of(document).get(0);

        assertEquals("document.requested.v1", requested.path("type").asText());
        assertEquals(1, requested.path("sequence").asInt());
        assertEquals("document.stored.v1", stored.path("type").asText());
        assertEquals(2, stored.path("sequence").asInt());
        assertEquals(List.of(), EventSchemas.violations(requested));
        assertEquals(List.of(), EventSchemas.violations(stored));
        var data = stored.path("data");
        assertEquals(booking.toString(), data.path("booking").asText());
        assertEquals("Ana Dvořák", data.path("customer").path("name").asText());
        assertEquals("de-AT", data.path("customer").path("locale").asText());
        assertTrue(Instant.parse(data.path("link").path("expiresAt").asText())
                .isAfter(Instant.now().plus(Duration.ofDays(29))));
        var path = data.path("link").path("url").asText().substring(DocumentParts.PUBLIC_URL.length());
        var content = given().get(path);
        assertEquals(200, content.statusCode());
        assertEquals(data.path("size").asInt(), content.asByteArray().length);
        assertEquals("\"" + data.path("sha256").asText() + "\"", content.header("ETag"));
    }

    @Test
    void theSchemasRefuseWhatIsNoSuchEvent() {
        var document = bench.awaitDocument(bench.completeVisit("acme", "ana"), "stored");
        var stored = emitted.awaitStored(document);

        for (var member : new String[] {"sha256", "customer", "state", "start"}) {
            JsonNode without = stored.deepCopy();
            ((ObjectNode) without.path("data")).remove(member);
            assertFalse(EventSchemas.violations(without).isEmpty(), member);
        }
        JsonNode wrong = stored.deepCopy();
        ((ObjectNode) wrong.path("data")).put("createdAt", "yesterday");
        assertFalse(EventSchemas.violations(wrong).isEmpty());
    }

    @Test
    void whateverComesTwiceThereIsOneDocument() {
        var booking = Ids.next();
        var visit = bench.visit(booking, "ana");
        var event = bench.completed(visit);
        bench.publish("acme", event);
        bench.publish("acme", event);
        for (var again = 0; again < 8; again++) {
            bench.publish("acme", bench.completed(visit));
        }
        var last = bench.completed(visit);
        bench.publish("acme", last);

        var document = bench.awaitDocument(booking, "stored");
        await().atMost(60, SECONDS)
                .until(() -> bench.count(
                                "select count(*) from inbox where message_id = ?",
                                last.id().toString())
                        == 1);
        emitted.awaitStored(document);
        assertEquals(1, bench.count("select count(*) from document where booking = ?", booking));
        assertEquals(1, bench.count("select count(*) from job where subject = ?", "booking/" + booking));
        assertEquals(2, emitted.of(document).size());
    }

    @Test
    void oneTenantsDocumentIsNothingToAnother() {
        var booking = Ids.next();
        bench.publish("acme", bench.completed(bench.visit(booking, "ana")));
        bench.awaitDocument(booking, "stored");

        as("operator", "globex", "gus")
                .get("/documents?booking=" + booking)
                .then()
                .statusCode(200)
                .body("items", hasSize(0));
        as("customer", "globex", "ana").get("/documents").then().statusCode(200).body("items", hasSize(0));
    }

    @Test
    void aCustomerSeesOnlyTheirOwnAndAnOperatorAll() {
        var booking = bench.completeVisit("acme", "owner-1");
        var document = bench.awaitDocument(booking, "stored");

        as("customer", "acme", "owner-2")
                .get("/documents/{id}", document)
                .then()
                .statusCode(404);
        as("customer", "acme", "owner-2").get("/documents").then().body("items", hasSize(0));
        as("customer", "acme", "owner-1").get("/documents").then().body("items.id", contains(document.toString()));
        as("operator", "acme", "olga").get("/documents/{id}", document).then().statusCode(200);
        as("service", "acme", "robot").get("/documents/{id}", document).then().statusCode(403);
        given().get("/documents/{id}", document).then().statusCode(401);
    }

    @Test
    void anEventOfAnOlderVersionThatTellsNoOwnerMakesADocumentForOperators() {
        var visit = bench.visit(Ids.next(), "ana");
        visit.remove("owner");
        ((ObjectNode) visit.path("customer")).remove("locale");
        visit.put("somethingNew", "to be ignored");
        bench.publish("acme", bench.completed(visit));
        var document = bench.awaitDocument(UUID.fromString(visit.path("booking").asText()), "stored");

        as("customer", "acme", "ana").get("/documents/{id}", document).then().statusCode(404);
        as("operator", "acme", "olga")
                .get("/documents/{id}", document)
                .then()
                .statusCode(200)
                .body("locale", equalTo("en"));
    }

    @Test
    void hostileFindingsOnTheWireBecomeADocument() {
        var visit = bench.visit(Ids.next(), "ana");
        visit.put("findings", "<script>\u0000\u0007</script> \uD800 \u202E " + "w".repeat(9_000));
        ((ObjectNode) visit.path("customer"))
                .put("name", "\u0000<b>\uDBFF\uDFFD")
                .put("locale", "not a locale, at all");
        bench.publish("acme", bench.completed(visit));

        bench.awaitDocument(UUID.fromString(visit.path("booking").asText()), "stored");
    }

    @Test
    void aListComesInPages() {
        var documents = new String[3];
        for (var index = 0; index < 3; index++) {
            documents[2 - index] = bench.awaitDocument(bench.completeVisit("acme", "pagination"), "stored")
                    .toString();
        }
        var first = as("customer", "acme", "pagination").get("/documents?limit=2");
        first.then().statusCode(200).body("items.id", contains(documents[0], documents[1]));
        as("customer", "acme", "pagination")
                .get("/documents?limit=2&cursor=" + first.path("next"))
                .then()
                .body("items.id", contains(documents[2]))
                .body("next", nullValue());
    }

    @Test
    void whatCannotBeListedIsSaid() {
        for (var query : new String[] {"booking=x", "limit=0", "limit=201", "cursor=x"}) {
            as("operator", "acme", "olga")
                    .get("/documents?" + query)
                    .then()
                    .statusCode(400)
                    .body("action", equalTo("fix_request"));
        }
        as("operator", "acme", "olga").get("/documents/nothing").then().statusCode(404);
    }
}
