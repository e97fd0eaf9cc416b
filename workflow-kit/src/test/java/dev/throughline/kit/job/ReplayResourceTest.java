package dev.throughline.kit.job;

import static dev.throughline.kit.job.ReplayBench.operator;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.kit.testing.Tokens;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.WithoutBroker;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(WithoutBroker.class)
class ReplayResourceTest {

    private static final int QUICK = 6_000;

    @Inject
    ReplayBench bench;

    @Inject
    TimeSource time;

    @BeforeEach
    void alone() {
        bench.clear();
    }

    @Test
    void whatIsAskedForIsAcceptedAndThenDone() {
        bench.deadLetters(Effect.none, 3);

        var answer = bench.post(
                        "/jobs/replays",
                        Map.of("filter", Map.of("kind", "test.none"), "perMinute", QUICK, "reason", "They are back."))
                .then()
                .statusCode(202)
                .header("Operation-Id", notNullValue())
                .header("Consistency-Token", notNullValue())
                .header("ETag", equalTo("\"1\""))
                .body("state", equalTo("running"))
                .body("filter", equalTo(Map.of("kind", "test.none")))
                .body("perMinute", equalTo(QUICK))
                .body("reason", equalTo("They are back."))
                .body("actor", equalTo("olga"))
                .body("total", equalTo(3))
                .body("counts.pending", equalTo(3))
                .body("expectedEnd", notNullValue())
                .extract();
        var location = answer.header("Location");
        assertEquals("/jobs/replays/" + answer.path("id"), location);

        assertTrue(bench.runSlice());

        operator()
                .get(location)
                .then()
                .statusCode(200)
                .body("state", equalTo("finished"))
                .body("version", equalTo(2))
                .body("counts", equalTo(Map.of("pending", 0, "replayed", 3, "refused", 0, "gone", 0, "failed", 0)))
                .body("expectedEnd", nullValue());
        operator()
                .get("/jobs?state=queued")
                .then()
                .body("items", hasSize(3))
                .body("items.reason", everyItem(equalTo("Replayed by olga: They are back.")));
        audited("replay/" + answer.path("id"))
                .body("items", hasSize(1))
                .body("items[0].action", equalTo("job:replay"))
                .body("items[0].reason", equalTo("They are back."))
                .body("items[0].detail.jobs", equalTo(3))
                .body("items[0].operationId", equalTo(answer.header("Operation-Id")));
        var job = bench.strings("select id from job limit 1").get(0);
        audited("job/" + job)
                .body("items", hasSize(1))
                .body("items[0].actor", equalTo("olga"))
                .body("items[0].detail.replay", equalTo(answer.path("id")))
                .body("items[0].operationId", equalTo(answer.header("Operation-Id")));
    }

    @Test
    void theSameRequestAgainIsTheSameBatch() {
        bench.deadLetters(Effect.none, 1);
        var key = UUID.randomUUID().toString();

        var first = withKey(key, "again").statusCode(202).extract().<String>path("id");
        withKey(key, "again")
                .statusCode(202)
                .header("Idempotency-Replayed", equalTo("true"))
                .body("id", equalTo(first));
        withKey(key, "another").statusCode(422);

        operator().get("/jobs/replays").then().body("items.id", contains(first));
    }

    private static ValidatableResponse withKey(String key, String reason) {
        return operator()
                .header("Idempotency-Key", key)
                .contentType("application/json")
                .body(Map.of("filter", Map.of(), "perMinute", 1, "reason", reason))
                .post("/jobs/replays")
                .then();
    }

    @Test
    void onlyWhatFitsIsChosen() {
        bench.deadLetters(Effect.none, 10);
        bench.deadLetters("acme", "test.idempotent", Effect.idempotent, 4, "Connection refused by 10%_x");
        bench.deadLetters("globex", "test.none", Effect.none, 7, "They said no.");
        bench.asOwner(
                "update job set state = 'queued' where tenant = 'acme' and kind = 'test.none' and subject = 'thing/10'");
        var since = time.instant().minusSeconds(5).plusMillis(500);

        chosen(Map.of(), 13);
        chosen(Map.of("kind", "test.none"), 9);
        chosen(Map.of("kind", "test.unheard"), 0);
        chosen(Map.of("subject", "thing/2"), 2);
        chosen(Map.of("subject", "thing/2", "kind", "test.none"), 1);
        chosen(Map.of("reasonContains", "connection REFUSED"), 4);
        chosen(Map.of("reasonContains", "10%_"), 4);
        chosen(Map.of("reasonContains", "1%"), 0);
        var all = bench.number(
                "select count(*) from job where tenant = 'acme' and state = 'dead_letter' and finished_at >= '%s'"
                        .formatted(since));
        chosen(Map.of("deadSince", since.toString()), (int) all);
        chosen(Map.of("deadUntil", since.toString()), 13 - (int) all);
        chosen(Map.of("deadSince", since.toString(), "deadUntil", since.toString()), 0);
    }

    private void chosen(Map<String, String> filter, int expected) {
        var batch = bench.begin(filter, 1);
        bench.see(batch)
                .then()
                .body("total", equalTo(expected))
                .body("state", equalTo(expected == 0 ? "finished" : "running"));
    }

    @Test
    void moreThanOneBatchTakesIsRefusedAndLeavesNothing() {
        bench.deadLetters(Effect.none, ReplayBatches.MOST + 1);

        bench.post("/jobs/replays", Map.of("filter", Map.of(), "perMinute", 1, "reason", "All of them."))
                .then()
                .statusCode(422)
                .contentType(startsWith("application/problem+json"))
                .body("detail", startsWith("More than 100000 dead letters fit."));

        assertEquals(0, bench.number("select count(*) from job_replay_item"));
        assertEquals(0, bench.number("select count(*) from job_replay_batch"));
        bench.clear();
    }

    @Test
    void eachItemHasItsResultWithTheVerdictWhereThatForbidsIt() {
        bench.deadLetters(Effect.none, 2);
        bench.deadLetters(Effect.unrepeatable, 1);
        bench.inDoubt("test.unrepeatable");
        var batch = bench.begin(Map.of(), QUICK);
        items(batch, "result=pending").body("items", hasSize(3)).body("items.at", everyItem(nullValue()));

        bench.runSlice();

        items(batch, "result=refused")
                .body("items", hasSize(1))
                .body("items[0].verdict.decision", equalTo("unsafe"))
                .body("items[0].verdict.evidence[0].outcome", equalTo("unknown"))
                .body(
                        "items[0].detail",
                        equalTo("An attempt may have had its effect, which can neither be looked up nor repeated."))
                .body("items[0].at", notNullValue());
        items(batch, "result=failed").body("items", empty());
        var numbers = new ArrayList<Integer>();
        String cursor = null;
        do {
            var page = items(batch, "limit=2" + (cursor == null ? "" : "&cursor=" + cursor))
                    .extract();
            numbers.addAll(page.path("items.number"));
            cursor = page.path("next");
        } while (cursor != null);
        assertEquals(List.of(1, 2, 3), numbers);
    }

    private static ValidatableResponse items(UUID batch, String query) {
        return operator()
                .get("/jobs/replays/%s/items?%s".formatted(batch, query))
                .then()
                .statusCode(200);
    }

    @Test
    void aBatchRestsGoesOnAndEndsByAPersonWhoSaysWhy() {
        bench.deadLetters(Effect.none, 5);
        var batch = bench.begin(Map.of(), 60);
        bench.runSlice();

        bench.act(batch, "pause")
                .then()
                .statusCode(202)
                .header("ETag", equalTo("\"2\""))
                .body("state", equalTo("paused"))
                .body("note", equalTo("Paused by olga: Because."))
                .body("expectedEnd", nullValue());
        bench.act(batch, "pause")
                .then()
                .statusCode(409)
                .body("currentState", equalTo("paused"))
                .body("allowed", contains("resume", "cancel"));
        bench.act(batch, "resume").then().statusCode(202).body("state", equalTo("running"));
        bench.act(batch, "resume").then().statusCode(409).body("allowed", contains("pause", "cancel"));
        bench.act(batch, "cancel")
                .then()
                .statusCode(202)
                .body("state", equalTo("cancelled"))
                .body("finishedAt", notNullValue())
                .body("counts.replayed", equalTo(1))
                .body("counts.pending", equalTo(4));
        for (var verb : List.of("pause", "resume", "cancel")) {
            bench.act(batch, verb)
                    .then()
                    .statusCode(409)
                    .body("action", equalTo("not_allowed_now"))
                    .body("allowed", empty());
        }

        assertEquals(4, bench.number("select count(*) from job where state = 'dead_letter'"));
        audited("replay/" + batch).body("items.detail.act", contains("cancel", "resume", "pause", "begin"));
    }

    @Test
    void batchesAreListedNewestFirst() {
        var batches = new ArrayList<String>();
        for (var n = 0; n < 3; n++) {
            batches.add(0, bench.begin(Map.of(), 1).toString());
        }

        var page =
                operator().get("/jobs/replays?limit=2").then().statusCode(200).extract();
        assertEquals(batches.subList(0, 2), page.path("items.id"));
        operator()
                .get("/jobs/replays?limit=2&cursor=" + page.path("next"))
                .then()
                .body("items.id", contains(batches.get(2)))
                .body("next", nullValue());
    }

    @Test
    void whatIsNotARequestIsRefusedInItsOwnWords() {
        refused("{\"perMinute\": 1, \"reason\": \"x\"}", "filter");
        refused("{\"filter\": {}, \"reason\": \"x\"}", "perMinute");
        refused("{\"filter\": {}, \"perMinute\": 0, \"reason\": \"x\"}", "perMinute");
        refused("{\"filter\": {}, \"perMinute\": 60001, \"reason\": \"x\"}", "perMinute");
        refused("{\"filter\": {}, \"perMinute\": \"6\", \"reason\": \"x\"}", "perMinute");
        refused("{\"filter\": {}, \"perMinute\": 1, \"reason\": \" \"}", "reason");
        refused("{\"filter\": {\"kind\": \"\"}, \"perMinute\": 1, \"reason\": \"x\"}", "filter.kind");
        refused("{\"filter\": {\"state\": \"queued\"}, \"perMinute\": 1, \"reason\": \"x\"}", "filter.state");
        refused(
                "{\"filter\": {\"deadSince\": \"yesterday\"}, \"perMinute\": 1, \"reason\": \"x\"}",
                "filter.deadSince");
        refused(
                "{\"filter\": {\"deadUntil\": \"+99999-01-01T00:00:00Z\"}, \"perMinute\": 1, \"reason\": \"x\"}",
                "filter.deadUntil");
        operator()
                .contentType("application/json")
                .body("{\"filter\": {}, \"perMinute\": 1, \"reason\": \"x\"}")
                .post("/jobs/replays")
                .then()
                .statusCode(400)
                .body("type", endsWith("idempotency-key-required"));
        var batch = bench.begin(Map.of(), 1);
        for (var wrong : List.of("result=asleep", "cursor=!!", "cursor=bm8", "limit=0", "limit=201")) {
            operator()
                    .get("/jobs/replays/%s/items?%s".formatted(batch, wrong))
                    .then()
                    .statusCode(400)
                    .body("violations[0].field", equalTo(wrong.substring(0, wrong.indexOf('='))));
        }
        assertEquals(1, bench.number("select count(*) from job_replay_batch"));
    }

    private static void refused(String body, String field) {
        operator()
                .header("Idempotency-Key", UUID.randomUUID())
                .contentType("application/json")
                .body(body)
                .post("/jobs/replays")
                .then()
                .statusCode(400)
                .contentType(startsWith("application/problem+json"))
                .body("action", equalTo("fix_request"))
                .body("violations[0].field", equalTo(field));
    }

    @Test
    void whoMayOnlyReadMayNotActAndWhoBelongsElsewhereSeesNothing() {
        bench.deadLetters(Effect.none, 1);
        var batch = bench.begin(Map.of(), 1);

        member("auditor", "acme").get("/jobs/replays/" + batch).then().statusCode(200);
        for (var group : List.of("auditor", "service", "customer")) {
            for (var verb : List.of("/pause", "/resume", "/cancel")) {
                because(member(group, "acme"))
                        .post("/jobs/replays/" + batch + verb)
                        .then()
                        .statusCode(403);
            }
            member(group, "acme")
                    .header("Idempotency-Key", UUID.randomUUID())
                    .contentType("application/json")
                    .body(Map.of("filter", Map.of(), "perMinute", 1, "reason", "x"))
                    .post("/jobs/replays")
                    .then()
                    .statusCode(403);
        }
        member("customer", "acme").get("/jobs/replays").then().statusCode(403);
        member("customer", "acme").get("/jobs/replays/" + batch).then().statusCode(403);
        member("customer", "acme")
                .get("/jobs/replays/" + batch + "/items")
                .then()
                .statusCode(403);

        var theirs = member("operator", "globex");
        theirs.get("/jobs/replays/" + batch).then().statusCode(404);
        member("operator", "globex")
                .get("/jobs/replays/" + batch + "/items")
                .then()
                .statusCode(404);
        member("operator", "globex").get("/jobs/replays").then().body("items", empty());
        for (var verb : List.of("/pause", "/resume", "/cancel")) {
            because(member("operator", "globex"))
                    .post("/jobs/replays/" + batch + verb)
                    .then()
                    .statusCode(404);
        }
        bench.see(batch).then().body("state", equalTo("running"));
    }

    private static RequestSpecification member(String group, String tenant) {
        return given().header("Authorization", Tokens.bearer(group, tenant, "carl"));
    }

    private static RequestSpecification because(RequestSpecification caller) {
        return caller.header("Idempotency-Key", UUID.randomUUID())
                .contentType("application/json")
                .body(Map.of("reason", "Because."));
    }

    private static ValidatableResponse audited(String subject) {
        return member("auditor", "acme")
                .queryParam("subject", subject)
                .get("/audit")
                .then()
                .statusCode(200);
    }
}
