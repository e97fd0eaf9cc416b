package dev.throughline.kit.job;

import static dev.throughline.kit.job.Script.answers;
import static dev.throughline.kit.job.Script.sends;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.throughline.kit.testing.Tokens;
import dev.throughline.kit.work.WithoutBroker;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(WithoutBroker.class)
class JobResourceTest {

    private static final Script.Step REFUSED = answers(JobResult.rejected("They said no.", null));

    @Inject
    JobBench bench;

    @BeforeEach
    void alone() {
        bench.clear();
    }

    @Test
    void aJobIsShownWithItsLedger() {
        var job = bench.enqueue(Effect.findable, sends(answers(JobResult.unknown("No answer."))));
        bench.runDue();

        operator()
                .get("/jobs/" + job)
                .then()
                .statusCode(200)
                .body("id", equalTo(job.toString()))
                .body("kind", equalTo("test.findable"))
                .body("subject", equalTo(JobBench.subject(job)))
                .body("operationId", notNullValue())
                .body("state", equalTo("failed"))
                .body("reason", equalTo("No answer."))
                .body("maxAttempts", equalTo(3))
                .body("nextAttemptAt", notNullValue())
                .body("leaseUntil", nullValue())
                .body("attempts", hasSize(1))
                .body("attempts[0].outcome", equalTo("unknown"))
                .body("attempts[0].sent.to", equalTo("them"))
                .body("attempts[0].received", nullValue());
    }

    @Test
    void theVerdictFollowsFromTheEffectAndTheLedger() {
        var unknown = answers(JobResult.unknown("No answer."));
        var own = bench.enqueue(Effect.none, sends(unknown));
        var idempotent = bench.enqueue(Effect.idempotent, sends(unknown));
        var findable = bench.enqueue(Effect.findable, sends(unknown));
        var unrepeatable = bench.enqueue(Effect.unrepeatable, sends(unknown));
        var unsent = bench.enqueue(Effect.unrepeatable, answers(JobResult.failed("They are away.")));
        bench.runDue();

        verdict(own, "safe");
        verdict(idempotent, "safe").body("verdict.evidence[0].sent", equalTo(true));
        verdict(findable, "reconcile_first")
                .body("verdict.evidence[0].attempt", equalTo(1))
                .body("verdict.evidence[0].outcome", equalTo("unknown"))
                .body("verdict.evidence[0].detail", equalTo("No answer."));
        verdict(unrepeatable, "unsafe");
        verdict(unsent, "safe").body("verdict.evidence[0].sent", equalTo(false));
    }

    private static ValidatableResponse verdict(UUID job, String decision) {
        return operator().get("/jobs/" + job).then().body("verdict.decision", equalTo(decision));
    }

    @Test
    void aRunningJobThatHasSentNothingIsNotInDoubt() {
        var job = bench.enqueue(Effect.unrepeatable);
        bench.claimAndCrash();

        verdict(job, "safe").body("state", equalTo("running")).body("leaseUntil", notNullValue());
    }

    @Test
    void aJobOfAnotherTenantDoesNotExist() {
        var theirs = bench.enqueue("globex", "test.none", answers(JobResult.succeeded("Done.")));

        operator().get("/jobs/" + theirs).then().statusCode(404);
        operator().get("/jobs").then().statusCode(200).body("items", empty());
        asked(operator(), "x").post("/jobs/" + theirs + "/cancel").then().statusCode(404);
        asked(operator(), "x").post("/jobs/" + theirs + "/replay").then().statusCode(404);
        operatorOf("globex").get("/jobs/" + theirs).then().statusCode(200);
    }

    @Test
    void whatIsNoJobIdDoesNotExist() {
        operator().get("/jobs/" + UUID.randomUUID()).then().statusCode(404);
        operator().get("/jobs/one").then().statusCode(404);
    }

    @Test
    void theListHasPagesNewestFirst() {
        var jobs = new ArrayList<String>();
        for (var n = 0; n < 5; n++) {
            jobs.add(bench.enqueue(Effect.none).toString());
        }
        Collections.reverse(jobs);

        var seen = new ArrayList<String>();
        var sizes = new ArrayList<Integer>();
        String cursor = null;
        do {
            var page = listed(cursor == null ? Map.of("limit", 2) : Map.of("limit", 2, "cursor", cursor));
            List<String> ids = page.extract().path("items.id");
            seen.addAll(ids);
            sizes.add(ids.size());
            cursor = page.extract().path("next");
        } while (cursor != null);

        assertEquals(jobs, seen);
        assertEquals(List.of(2, 2, 1), sizes);
    }

    @Test
    void theListIsFiltered() {
        var dead = bench.enqueue(Effect.findable, REFUSED);
        bench.enqueue(Effect.idempotent, answers(JobResult.succeeded("Done.")));
        bench.runDue();
        var waits = bench.enqueue(Effect.none);

        listed(Map.of("state", "dead_letter")).body("items.id", contains(dead.toString()));
        listed(Map.of("kind", "test.none")).body("items.id", contains(waits.toString()));
        listed(Map.of("subject", JobBench.subject(dead))).body("items.id", contains(dead.toString()));
        listed(Map.of("subject", JobBench.subject(dead), "state", "queued")).body("items", empty());
    }

    @Test
    void whatCannotBeListedIsRefusedInTheWordsOfTheRequest() {
        for (var wrong : List.of("state=asleep", "cursor=!!", "cursor=bm8taWQ", "limit=0", "limit=201")) {
            operator()
                    .get("/jobs?" + wrong)
                    .then()
                    .statusCode(400)
                    .contentType(startsWith("application/problem+json"))
                    .body("violations[0].field", equalTo(wrong.substring(0, wrong.indexOf('='))));
        }
    }

    @Test
    void aDeadLetterIsReplayedByAPersonWhoSaysWhy() {
        var job = bench.enqueue(Effect.findable, REFUSED, answers(JobResult.succeeded("Now they said yes.")));
        bench.runDue();

        asked(operator(), "The partner has opened another slot.")
                .post("/jobs/" + job + "/replay")
                .then()
                .statusCode(202)
                .header("Operation-Id", notNullValue())
                .body("state", equalTo("queued"))
                .body("reason", equalTo("Replayed by olga: The partner has opened another slot."))
                .body("attempts", hasSize(1));
        bench.runDue();

        operator()
                .get("/jobs/" + job)
                .then()
                .body("state", equalTo("succeeded"))
                .body("attempts", hasSize(2));
        audited(job)
                .body("items", hasSize(1))
                .body("items[0].action", equalTo("job:replay"))
                .body("items[0].decision", equalTo("allowed"))
                .body("items[0].actor", equalTo("olga"))
                .body("items[0].reason", equalTo("The partner has opened another slot."));
        assertEquals(2, bench.changes(job), "dead letter and replay");
    }

    @Test
    void aReplayedJobMayUseUpItsAttemptsAgain() {
        var failed = answers(JobResult.failed("No."));
        var job = bench.enqueue(Effect.none, failed, failed, failed, failed, failed, failed);
        runThrice();
        asked(operator(), "again").post("/jobs/" + job + "/replay").then().statusCode(202);

        runThrice();

        operator()
                .get("/jobs/" + job)
                .then()
                .body("state", equalTo("dead_letter"))
                .body("attempts", hasSize(6));
    }

    private void runThrice() {
        for (var n = 0; n < 3; n++) {
            assertEquals(1, bench.runDue());
            bench.passBackoff();
        }
    }

    @Test
    void aReplayThatMayBeASecondActionIsRefusedWithTheVerdict() {
        var job = bench.enqueue(Effect.unrepeatable, sends(answers(JobResult.unknown("No answer."))));
        bench.runDue();

        asked(operator(), "I want to")
                .post("/jobs/" + job + "/replay")
                .then()
                .statusCode(409)
                .contentType(startsWith("application/problem+json"))
                .body("action", equalTo("ask_operator"))
                .body("verdict.decision", equalTo("unsafe"))
                .body("verdict.evidence", hasSize(1));
        operator().get("/jobs/" + job).then().body("state", equalTo("dead_letter"));
    }

    private UUID inDoubt(Script.Step... rest) {
        var steps = new ArrayList<Script.Step>();
        steps.add(sends(answers(JobResult.unknown("No answer."))));
        steps.addAll(List.of(rest));
        var job = bench.enqueue(Effect.unrepeatable, steps.toArray(Script.Step[]::new));
        bench.runDue();
        return job;
    }

    @Test
    void whatIsKnownToHaveHappenedEndsAJobInDoubtWithoutExecutingIt() {
        var job = inDoubt();

        resolved(supervisor(), job, "succeeded")
                .statusCode(202)
                .header("Consistency-Token", notNullValue())
                .body("state", equalTo("succeeded"))
                .body("verdict", nullValue())
                .body("resolutions", hasSize(1))
                .body("resolutions[0].outcome", equalTo("succeeded"))
                .body("resolutions[0].actor", equalTo("sue"))
                .body("resolutions[0].evidence", equalTo("They have it under number 7."));

        assertEquals(0, bench.runDue());
        audited(job)
                .body("items[0].action", equalTo("job:resolve"))
                .body("items[0].reason", equalTo("Asked them. — They have it under number 7."));
        assertEquals(2, bench.changes(job), "dead letter and resolution");
        resolved(supervisor(), job, "failed").statusCode(409).body("allowed", empty());
    }

    @Test
    void whatProvablyDidNotHappenMayBeReplayedAndIsInDoubtAgainOnlyByANewAttempt() {
        var job = inDoubt(sends(answers(JobResult.unknown("No answer again."))));

        resolved(supervisor(), job, "failed")
                .statusCode(202)
                .body("state", equalTo("dead_letter"))
                .body("verdict.decision", equalTo("safe"));
        assertEquals(0, bench.runDue(), "a resolution executes nothing");
        bench.passBackoff();
        asked(operator(), "It never arrived.")
                .post("/jobs/" + job + "/replay")
                .then()
                .statusCode(202);
        bench.runDue();

        verdict(job, "unsafe").body("verdict.evidence", hasSize(1)).body("verdict.evidence[0].attempt", equalTo(2));
    }

    @Test
    void whatTheOtherSideRefusedIsCalledOff() {
        var job = inDoubt();

        resolved(supervisor(), job, "rejected").statusCode(202).body("state", equalTo("cancelled"));

        asked(operator(), "x").post("/jobs/" + job + "/replay").then().statusCode(409);
    }

    @Test
    void onlyDoubtIsResolvedOnlyByThoseWhoMayAndOnlyWithEvidence() {
        var job = inDoubt();
        resolved(operator(), job, "succeeded").statusCode(403);
        resolved(supervisor(), job, "unknown").statusCode(400);
        asked(supervisor(), "no evidence")
                .post("/jobs/" + job + "/resolve")
                .then()
                .statusCode(400);
        assertEquals(JobState.dead_letter, bench.see(job).state());
        impossible(job, "cancel").body("allowed", contains("resolve"));

        var refused = bench.enqueue(Effect.unrepeatable, REFUSED);
        bench.runDue();
        resolved(supervisor(), refused, "succeeded").statusCode(409).body("allowed", contains("replay"));
        var theirs = bench.enqueue("globex", "test.none");
        resolved(supervisor(), theirs, "succeeded").statusCode(404);
    }

    private static RequestSpecification supervisor() {
        return given().header("Authorization", Tokens.bearer("supervisor", "acme", "sue"));
    }

    private static ValidatableResponse resolved(RequestSpecification by, UUID job, String outcome) {
        return by.header("Idempotency-Key", UUID.randomUUID())
                .contentType("application/json")
                .body(Map.of("outcome", outcome, "evidence", "They have it under number 7.", "reason", "Asked them."))
                .post("/jobs/" + job + "/resolve")
                .then();
    }

    @Test
    void aParameterThatIsNoTextIsRefused() {
        operator()
                .urlEncodingEnabled(false)
                .get("/jobs?subject=%00")
                .then()
                .statusCode(400)
                .body("violations[0].field", equalTo("subject"));
        operator()
                .urlEncodingEnabled(false)
                .get("/jobs?kind=a%07")
                .then()
                .statusCode(400)
                .body("violations[0].field", equalTo("kind"));
    }

    @Test
    void aJobThatWaitsIsCalledOff() {
        var job = bench.enqueue(Effect.none);

        asked(operator(), "Nobody needs it.")
                .post("/jobs/" + job + "/cancel")
                .then()
                .statusCode(202)
                .body("state", equalTo("cancelled"))
                .body("reason", equalTo("Cancelled by olga: Nobody needs it."));

        assertEquals(0, bench.runDue());
        assertEquals(List.of("cancelled"), bench.effects(job));
        audited(job).body("items[0].action", equalTo("job:cancel")).body("items[0].decision", equalTo("allowed"));
    }

    @Test
    void anImpossibleTransitionNamesTheStateAndWhatIsAllowed() {
        var waits = bench.enqueue(Effect.none, answers(JobResult.succeeded("Done.")));
        impossible(waits, "replay").body("currentState", equalTo("queued")).body("allowed", contains("cancel"));
        bench.runDue();
        impossible(waits, "replay").body("currentState", equalTo("succeeded")).body("allowed", empty());
        impossible(waits, "cancel").body("currentState", equalTo("succeeded")).body("allowed", empty());

        var dead = bench.enqueue(Effect.none, REFUSED);
        bench.runDue();
        impossible(dead, "cancel").body("currentState", equalTo("dead_letter")).body("allowed", contains("replay"));

        var runs = bench.enqueue(Effect.none);
        bench.claimAndCrash();
        impossible(runs, "cancel").body("currentState", equalTo("running")).body("allowed", empty());
        audited(runs).body("items", empty());
    }

    private static ValidatableResponse impossible(UUID job, String what) {
        return asked(operator(), "x")
                .post("/jobs/" + job + "/" + what)
                .then()
                .statusCode(409)
                .contentType(startsWith("application/problem+json"))
                .body("action", equalTo("not_allowed_now"));
    }

    @Test
    void whoMayOnlyReadMayNotAct() {
        var job = bench.enqueue(Effect.none, REFUSED);
        bench.runDue();

        for (var group : List.of("customer", "auditor", "service")) {
            asked(member(group), "x").post("/jobs/" + job + "/replay").then().statusCode(403);
            asked(member(group), "x").post("/jobs/" + job + "/cancel").then().statusCode(403);
        }
        member("customer").get("/jobs/" + job).then().statusCode(403);
        assertEquals(JobState.dead_letter, bench.see(job).state());
    }

    @Test
    void anActNeedsAReasonAndAKey() {
        var job = bench.enqueue(Effect.none, REFUSED);
        bench.runDue();

        for (var reason : List.of("", " ", "line\\nbreak", "x".repeat(501))) {
            operator()
                    .header("Idempotency-Key", UUID.randomUUID())
                    .contentType("application/json")
                    .body("{\"reason\": \"" + reason + "\"}")
                    .post("/jobs/" + job + "/replay")
                    .then()
                    .statusCode(400)
                    .body("violations[0].field", equalTo("reason"));
        }
        operator()
                .contentType("application/json")
                .body(Map.of("reason", "x"))
                .post("/jobs/" + job + "/replay")
                .then()
                .statusCode(400)
                .body("type", equalTo("https://throughline.dev/problems/idempotency-key-required"));
        assertEquals(JobState.dead_letter, bench.see(job).state());
    }

    private static ValidatableResponse listed(Map<String, ?> parameters) {
        return operator().queryParams(parameters).get("/jobs").then().statusCode(200);
    }

    private static ValidatableResponse audited(UUID job) {
        return given().header("Authorization", Tokens.bearer("auditor", "acme", "ann"))
                .queryParam("subject", "job/" + job)
                .get("/audit")
                .then()
                .statusCode(200)
                .body("items", not(nullValue()));
    }

    private static RequestSpecification member(String group) {
        return given().header("Authorization", Tokens.bearer(group, "acme", "carl"));
    }

    private static RequestSpecification operator() {
        return operatorOf("acme");
    }

    private static RequestSpecification operatorOf(String tenant) {
        return given().header("Authorization", Tokens.bearer("operator", tenant, "olga"));
    }

    private static RequestSpecification asked(RequestSpecification caller, String reason) {
        return caller.header("Idempotency-Key", UUID.randomUUID())
                .contentType("application/json")
                .body(Map.of("reason", reason));
    }
}
