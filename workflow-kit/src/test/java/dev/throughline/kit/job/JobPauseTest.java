package dev.throughline.kit.job;

import static dev.throughline.kit.job.Script.answers;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.throughline.kit.testing.PartsResource;
import dev.throughline.kit.testing.Tokens;
import dev.throughline.kit.time.TimeSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(JobLimitsTest.Limited.class)
class JobPauseTest {

    private static final Script.Step DONE = answers(JobResult.succeeded("Done."));

    @Inject
    JobBench bench;

    @Inject
    TimeSource time;

    @BeforeEach
    void alone() {
        bench.clear();
        JobBench.asOwner("delete from job_pause");
    }

    @Test
    void jobsOfAPausedKindWaitAndSayWhyUntilAPersonEndsIt() {
        var before = bench.enqueue(Effect.none, DONE);
        var pause = paused(Map.of("kind", "test.none", "reason", "They are moving."));
        var after = bench.enqueue(Effect.none, DONE);
        var other = bench.enqueue(Effect.findable, DONE);

        assertEquals(1, bench.runDue());

        assertEquals(JobState.succeeded, bench.see(other).state());
        heldBy(before)
                .body("heldBy.pause", equalTo(pause))
                .body("heldBy.kind", equalTo("test.none"))
                .body("heldBy.key", nullValue())
                .body("heldBy.reason", equalTo("They are moving."))
                .body("heldBy.by", equalTo("sue"))
                .body("heldBy.since", notNullValue());
        heldBy(other).body("heldBy", nullValue());

        resumed(pause).statusCode(202).body("active", equalTo(false)).body("resumedBy", equalTo("sue"));
        heldBy(before).body("heldBy", nullValue());
        assertEquals(2, bench.runDue());
        assertEquals(JobState.succeeded, bench.see(after).state());
    }

    @Test
    void aPausedKeyHoldsItsJobsOfAllKinds() {
        paused(Map.of("key", "partner/meridian", "reason", "They asked for it."));
        var held = bench.enqueueSuch("acme", "test.none", job -> job.withKey("partner/meridian"), DONE);
        bench.enqueueSuch("acme", "test.findable", job -> job.withKey("partner/meridian"), DONE);
        var other = bench.enqueue(job -> job.withKey("partner/other"), DONE);

        assertEquals(1, bench.runDue());

        assertEquals(JobState.succeeded, bench.see(other).state());
        heldBy(held).body("heldBy.key", equalTo("partner/meridian")).body("key", equalTo("partner/meridian"));
        supervisor().get("/jobs?kind=test.findable").then().body("items[0].heldBy.key", equalTo("partner/meridian"));
    }

    @Test
    void aPauseIsForTheTenantThatAskedForItOnly() {
        var theirs = bench.enqueue("globex", "test.none", DONE);
        bench.enqueue(Effect.none, DONE);
        var pause = paused(Map.of("kind", "test.none", "reason", "x"));

        assertEquals(1, bench.runDue());

        given().header("Authorization", Tokens.bearer("operator", "globex", "gil"))
                .get("/jobs/" + theirs)
                .then()
                .body("state", equalTo("succeeded"))
                .body("heldBy", nullValue());
        var globex = given().header("Authorization", Tokens.bearer("supervisor", "globex", "gus"));
        globex.get("/jobs/pauses").then().statusCode(200).body("items", empty());
        given().header("Authorization", Tokens.bearer("supervisor", "globex", "gus"))
                .get("/jobs/pauses/" + pause)
                .then()
                .statusCode(404);
        acts(
                        given().header("Authorization", Tokens.bearer("supervisor", "globex", "gus")),
                        "/jobs/pauses/" + pause + "/resume",
                        Map.of("reason", "x"))
                .statusCode(404);
    }

    @Test
    void aPauseWithAnEndEndsByItself() {
        var held = bench.enqueue(Effect.none, DONE);
        var pause = paused(Map.of(
                "kind",
                "test.none",
                "reason",
                "For an hour.",
                "until",
                time.instant().plus(Duration.ofHours(1)).toString()));
        assertEquals(0, bench.runDue());
        heldBy(held).body("heldBy.until", notNullValue());

        bench.advance(Duration.ofMinutes(61));

        assertEquals(1, bench.runDue());
        resumed(pause).statusCode(409).body("currentState", equalTo("over"));
        supervisor().get("/jobs/pauses/" + pause).then().body("active", equalTo(false));
    }

    @Test
    void whatTwoPausesHoldWaitsForBoth() {
        bench.enqueueSuch("acme", "test.none", job -> job.withKey("partner/meridian"), DONE);
        var one = paused(Map.of("kind", "test.none", "reason", "one"));
        var two = paused(Map.of("key", "partner/meridian", "reason", "two"));

        resumed(one).statusCode(202);
        assertEquals(0, bench.runDue());
        resumed(one).statusCode(409).body("currentState", equalTo("resumed"));
        resumed(two).statusCode(202);
        assertEquals(1, bench.runDue());
    }

    @Test
    void aJobThatRunsGoesOn() {
        var job = bench.enqueue(Effect.none, DONE);
        bench.claimAndCrash();
        paused(Map.of("kind", "test.none", "reason", "x"));

        heldBy(job).body("state", equalTo("running")).body("heldBy", nullValue());
    }

    @Test
    void aKindThatTheConfigurationPausesWaitsForAllTenants() {
        var ours = bench.enqueue("acme", "test.hasty", DONE);
        bench.enqueue("globex", "test.hasty", DONE);

        assertEquals(0, bench.runDue());

        heldBy(ours)
                .body("heldBy.pause", nullValue())
                .body("heldBy.kind", equalTo("test.hasty"))
                .body("heldBy.by", equalTo("configuration"));
    }

    @Test
    void pausedJobsCallForNoMoreWorkers() throws SQLException {
        bench.enqueue(Effect.none, DONE);
        bench.enqueue(Effect.findable, DONE);
        paused(Map.of("kind", "test.none", "reason", "x"));

        try (var connection = PartsResource.connectAsOwner();
                var due = connection.prepareStatement("select kit_due_jobs(cast(? as timestamptz))")) {
            due.setString(1, time.instant().toString());
            try (var found = due.executeQuery()) {
                found.next();
                assertEquals(1, found.getInt(1));
            }
        }
    }

    @Test
    void pausesAreListedNewestFirstInPages() {
        var one = paused(Map.of("kind", "test.none", "reason", "one"));
        var two = paused(Map.of("key", "partner/meridian", "reason", "two"));
        resumed(one);

        String next = operator()
                .queryParam("limit", 1)
                .get("/jobs/pauses")
                .then()
                .statusCode(200)
                .body("items.id", contains(two))
                .body("items[0].active", equalTo(true))
                .extract()
                .path("next");
        operator()
                .queryParams(Map.of("limit", 1, "cursor", next))
                .get("/jobs/pauses")
                .then()
                .body("items.id", contains(one))
                .body("items[0].active", equalTo(false))
                .body("items[0].resumeReason", equalTo("Go on."))
                .body("next", nullValue());
    }

    @Test
    void onlyThoseWhoMayPauseAndEveryActIsOnRecord() {
        acts(operator(), "/jobs/pauses", Map.of("kind", "test.none", "reason", "x"))
                .statusCode(403);
        var pause = paused(Map.of("kind", "test.none", "reason", "Why."));
        acts(operator(), "/jobs/pauses/" + pause + "/resume", Map.of("reason", "x"))
                .statusCode(403);
        resumed(pause).statusCode(202);

        given().header("Authorization", Tokens.bearer("auditor", "acme", "ann"))
                .queryParam("subject", "job-pause/" + pause)
                .get("/audit")
                .then()
                .body("items.action", contains("job:resume", "job:pause"))
                .body("items.reason", contains("Go on.", "Why."))
                .body("items.actor", contains("sue", "sue"));
    }

    @Test
    void theSameRequestIsPerformedOnce() {
        var key = UUID.randomUUID();
        var body = Map.of("kind", "test.none", "reason", "x");

        supervisor()
                .header("Idempotency-Key", key)
                .contentType("application/json")
                .body(body)
                .post("/jobs/pauses");
        supervisor()
                .header("Idempotency-Key", key)
                .contentType("application/json")
                .body(body)
                .post("/jobs/pauses")
                .then()
                .statusCode(201)
                .header("Idempotency-Replayed", equalTo("true"));

        supervisor().get("/jobs/pauses").then().body("items", hasSize(1));
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        refused(Map.of("reason", "x"), "kind");
        refused(Map.of("kind", "test.none", "key", "k", "reason", "x"), "kind");
        refused(Map.of("kind", "no.such", "reason", "x"), "kind");
        refused(Map.of("key", " ", "reason", "x"), "key");
        refused(Map.of("key", "k\u0000", "reason", "x"), "key");
        refused(Map.of("kind", "test.none", "reason", " "), "reason");
        refused(Map.of("kind", "test.none", "reason", "x", "until", "2020-01-01T00:00:00Z"), "until");
        supervisor()
                .contentType("application/json")
                .body(Map.of("kind", "test.none", "reason", "x"))
                .post("/jobs/pauses")
                .then()
                .statusCode(400)
                .body("type", containsString("idempotency-key-required"));
        supervisor().get("/jobs/pauses/" + UUID.randomUUID()).then().statusCode(404);
        resumed(UUID.randomUUID().toString()).statusCode(404);
        supervisor().get("/jobs/pauses").then().body("items", empty());
    }

    private static void refused(Map<String, String> body, String field) {
        acts(supervisor(), "/jobs/pauses", body).statusCode(400).body("violations[0].field", equalTo(field));
    }

    private static String paused(Map<String, String> body) {
        return acts(supervisor(), "/jobs/pauses", body)
                .statusCode(201)
                .header("Location", containsString("/jobs/pauses/"))
                .body("active", equalTo(true))
                .body("pausedBy", equalTo("sue"))
                .extract()
                .path("id");
    }

    private static ValidatableResponse resumed(String pause) {
        return acts(supervisor(), "/jobs/pauses/" + pause + "/resume", Map.of("reason", "Go on."));
    }

    private static ValidatableResponse heldBy(UUID job) {
        return operator().get("/jobs/" + job).then().statusCode(200);
    }

    private static ValidatableResponse acts(RequestSpecification by, String path, Map<String, String> body) {
        return by.header("Idempotency-Key", UUID.randomUUID())
                .contentType("application/json")
                .body(body)
                .post(path)
                .then();
    }

    private static RequestSpecification operator() {
        return given().header("Authorization", Tokens.bearer("operator", "acme", "olga"));
    }

    private static RequestSpecification supervisor() {
        return given().header("Authorization", Tokens.bearer("supervisor", "acme", "sue"));
    }
}
