package dev.throughline.document.report;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.throughline.document.Bench;
import dev.throughline.document.DocumentParts;
import dev.throughline.document.EmittedEvents;
import dev.throughline.document.FaultyStore;
import dev.throughline.kit.job.JobSettings;
import dev.throughline.kit.job.ManualRunner;
import dev.throughline.kit.job.OwnContext;
import dev.throughline.kit.testing.PartsResource;
import dev.throughline.kit.testing.Tokens;
import dev.throughline.kit.time.TimeSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Jobs run when the test says so, and break where it says so. */
@QuarkusTest
@QuarkusTestResource(DocumentParts.class)
@TestProfile(RenderHandlerTest.ByHand.class)
class RenderHandlerTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    public static class ByHand implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("throughline.jobs.automatic", "false");
        }
    }

    @Inject
    Bench bench;

    @Inject
    EmittedEvents emitted;

    @Inject
    ManualRunner jobs;

    @Inject
    TimeSource time;

    @Inject
    JobSettings jobSettings;

    @Inject
    RenderHandler handler;

    @AfterEach
    void heal() {
        FaultyStore.heal();
        time.reset();
    }

    private UUID requested() {
        return bench.awaitDocument(bench.completeVisit("acme", "ana"), "requested");
    }

    private int runDue() {
        return jobs.runDue().await().atMost(LIMIT);
    }

    private void leaseRunsOut() {
        time.advance(Duration.ofMinutes(1));
        assertEquals(1, jobs.reap().await().atMost(LIMIT));
        time.advance(Duration.ofMinutes(10));
    }

    private String state(UUID document) {
        return bench.one(String.class, "select state from document where id = ?", document);
    }

    private void requireStoredOnce(UUID document, long contentsBefore) {
        assertEquals("stored", state(document));
        emitted.awaitStored(document);
        assertEquals(2, emitted.of(document).size());
        assertEquals(2L, bench.one(Long.class, "select version from document where id = ?", document));
        assertEquals(contentsBefore + 1, bench.count("select count(*) from content"));
    }

    private static RequestSpecification operator() {
        return given().header("Authorization", Tokens.bearer("operator", "acme", "olga"));
    }

    @Test
    void aWorkerThatDiesBeforeItRendersIsReplaced() {
        var contents = bench.count("select count(*) from content");
        var document = requested();
        assertEquals(1, jobs.claimAndCrash().await().atMost(LIMIT));

        leaseRunsOut();
        assertEquals(1, runDue());

        requireStoredOnce(document, contents);
        assertEquals(0, runDue());
    }

    @Test
    void aWorkerThatDiesAfterItHasStoredTheBytesIsReplacedAndTheBytesAreThereOnce() {
        var contents = bench.count("select count(*) from content");
        var document = requested();
        FaultyStore.spoilReads(read -> Uni.createFrom().failure(new IllegalStateException("The process is killed.")));
        assertEquals(1, runDue());
        assertEquals("rendering", state(document));
        assertEquals(contents + 1, bench.count("select count(*) from content"));

        FaultyStore.heal();
        time.advance(Duration.ofMinutes(10));
        assertEquals(1, runDue());

        requireStoredOnce(document, contents);
    }

    @Test
    void aWorkerThatWasTakenForDeadWritesNothingWhenItGoesOn() throws Exception {
        var contents = bench.count("select count(*) from content");
        var document = requested();
        var held = new CompletableFuture<Void>();
        var reached = new CompletableFuture<Void>();
        FaultyStore.spoilReads(read -> {
            reached.complete(null);
            return Uni.createFrom()
                    .completionStage(held)
                    .emitOn(OwnContext.current())
                    .chain(() -> read);
        });
        var slow = jobs.runDue().subscribeAsCompletionStage();
        reached.get(60, TimeUnit.SECONDS);

        FaultyStore.heal();
        leaseRunsOut();
        assertEquals(1, runDue());
        held.complete(null);
        assertEquals(1, slow.get(60, TimeUnit.SECONDS));

        requireStoredOnce(document, contents);
        assertEquals(
                2L,
                bench.count(
                        "select count(*) from job_attempt a join job j on a.job = j.id where j.payload ->> 'document' = ?",
                        document.toString()));
    }

    @Test
    void aWorkerThatWasTakenForDeadBeforeItBeganDoesNotBegin() throws Exception {
        var contents = bench.count("select count(*) from content");
        var document = requested();
        CompletionStage<Integer> slow;
        try (var connection = PartsResource.connectAsOwner();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table document in access exclusive mode");
            slow = jobs.runDue().subscribeAsCompletionStage();
            await("the worker to wait for the document")
                    .atMost(LIMIT)
                    .until(() -> bench.count(
                                    "select count(*) from pg_locks where relation = 'document'::regclass and not granted")
                            > 0);
            leaseRunsOut();
            connection.rollback();
        }
        assertEquals(1, slow.toCompletableFuture().get(60, TimeUnit.SECONDS));
        assertEquals("requested", state(document));

        assertEquals(1, runDue());
        requireStoredOnce(document, contents);
    }

    @Test
    void aWorkerClaimsNoMoreThanItHasPlacesForAndLeavesTimeToWaitForOne() {
        assertEquals(2, jobSettings.concurrency());
        assertEquals(Duration.ofMinutes(2), handler.timeLimit());
    }

    private String jobOf(UUID document) {
        return bench.one(
                        UUID.class,
                        "select id from job where payload ->> 'document' = ? and state <> 'cancelled'",
                        document.toString())
                .toString();
    }

    private static Response act(String group, String path, Object id, String reason) {
        return given().header("Authorization", Tokens.bearer(group, "acme", "olga"))
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .contentType("application/json")
                .body(Map.of("reason", reason))
                .post(path, id);
    }

    @Test
    void aReportWhoseJobWasCancelledCanBeAskedForAgain() {
        var contents = bench.count("select count(*) from content");
        var document = requested();
        act("operator", "/documents/{id}/render", document, "Now.")
                .then()
                .statusCode(409)
                .body("currentState", equalTo("requested"));
        act("operator", "/jobs/{id}/cancel", jobOf(document), "By mistake.")
                .then()
                .statusCode(202);
        assertEquals("dead_letter", state(document));
        act("customer", "/documents/{id}/render", document, "Mine.").then().statusCode(403);

        act("operator", "/documents/{id}/render", document, "It was a mistake.")
                .then()
                .statusCode(202)
                .header("Consistency-Token", notNullValue())
                .body("state", equalTo("requested"))
                .body("reason", nullValue());
        act("operator", "/documents/{id}/render", document, "Twice.").then().statusCode(409);
        assertEquals(
                "It was a mistake.",
                bench.one(
                        String.class,
                        "select reason from audit where action = 'document:render' and subject = ?",
                        "document/" + document));
        assertEquals(1, runDue());
        requireStoredOnce(document, contents);
        act("operator", "/documents/{id}/render", document, "Again.")
                .then()
                .statusCode(409)
                .body("currentState", equalTo("stored"));
    }

    @Test
    void aDocumentOfAnotherTenantIsNotRendered() {
        var document = bench.awaitDocument(bench.completeVisit("globex", "gil"), "requested");

        act("operator", "/documents/{id}/render", document, "Curious.").then().statusCode(404);
        assertEquals(1, runDue());
    }

    @Test
    void nothingIsStoredUntilItsBytesCanBeReadBack() {
        var document = requested();
        FaultyStore.spoilReads(read -> read.invoke(bytes -> bytes[100]++));
        assertEquals(1, runDue());
        assertEquals("rendering", state(document));
        FaultyStore.spoilReads(read -> Uni.createFrom().nullItem());
        time.advance(Duration.ofMinutes(10));
        assertEquals(1, runDue());

        assertEquals("rendering", state(document));
        operator()
                .get("/documents/{id}/content", document)
                .then()
                .statusCode(409)
                .body("action", equalTo("not_allowed_now"))
                .body("currentState", equalTo("rendering"));
        operator()
                .header("Idempotency-Key", "early")
                .contentType("application/json")
                .body("{}")
                .post("/documents/{id}/links", document)
                .then()
                .statusCode(409);
        FaultyStore.heal();
        time.advance(Duration.ofMinutes(10));
        assertEquals(1, runDue());
        emitted.awaitStored(document);
    }

    @Test
    void whenAllAttemptsFailAPersonIsAskedAndAReplayStoresIt() {
        var contents = bench.count("select count(*) from content");
        var document = requested();
        FaultyStore.spoilReads(read -> Uni.createFrom().failure(new IllegalStateException("The store is broken.")));
        for (var attempt = 0; attempt < 6; attempt++) {
            assertEquals(1, runDue());
            time.advance(Duration.ofMinutes(10));
        }
        assertEquals(0, runDue());
        operator()
                .get("/documents/{id}", document)
                .then()
                .body("state", equalTo("dead_letter"))
                .body("reason", notNullValue());
        var booking = bench.one(UUID.class, "select booking from document where id = ?", document);
        var dead = operator().get("/jobs?state=dead_letter&subject=booking/" + booking);
        dead.then()
                .body("items", hasSize(1))
                .body("items[0].kind", equalTo("document.render"))
                .body("items[0].effect", equalTo("none"))
                .body("items[0].verdict.decision", equalTo("safe"));

        act("operator", "/documents/{id}/render", document, "The store works again.")
                .then()
                .statusCode(409)
                .body("allowed", contains("replay"));

        FaultyStore.heal();
        operator()
                .header("Idempotency-Key", "replay-" + document)
                .contentType("application/json")
                .body(Map.of("reason", "The store works again."))
                .post("/jobs/{id}/replay", dead.<String>path("items[0].id"))
                .then()
                .statusCode(202);
        assertEquals("requested", state(document));
        assertEquals(1, runDue());

        requireStoredOnce(document, contents);
    }
}
