package dev.throughline.notification.delivery;

import static io.restassured.RestAssured.given;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.kit.job.ManualRunner;
import dev.throughline.kit.testing.Tokens;
import dev.throughline.kit.time.Ids;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.notification.Bus;
import dev.throughline.notification.delivery.ScriptedSmtp.Step;
import dev.throughline.notification.notification.EventSchemas;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a notification when the mail server, or we, fail on the way. */
@QuarkusTest
@TestProfile(ScriptedMail.class)
class UncertainDeliveryTest {

    private static final Duration LIMIT = ofSeconds(60);

    ScriptedSmtp smtp;

    @Inject
    Bus bus;

    @Inject
    ManualRunner runner;

    @Inject
    TimeSource time;

    private final UUID booking = Ids.next();
    private String id;

    @BeforeEach
    void tell() {
        smtp.forget();
        bus.listen();
        bus.tell(bus.booking("booking.confirmed", booking, 3, "ana@example.com", "en"));
        id = await().atMost(LIMIT)
                .until(
                        () -> as("operator")
                                .get("/notifications?booking=" + booking)
                                .<List<String>>path("items.id"),
                        ids -> ids.size() == 1)
                .get(0);
    }

    @AfterEach
    void backToTheMachinesTime() {
        smtp.agree();
        time.reset();
    }

    @Test
    void whatProvablyDidNotGoOutIsTriedAgainAsTheSameMail() {
        smtp.reply(Step.RCPT, "451 come back later");
        run();
        notification()
                .body("state", equalTo("queued"))
                .body("reason", containsString("451 come back later"))
                .body("attempts.outcome", contains("failed"))
                .body("attempts[0].received", equalTo("451 come back later"));
        assertEquals(0, smtp.messages().size());

        smtp.agree();
        later(ofMinutes(10));
        run();

        var ids = notification()
                .body("state", equalTo("sent"))
                .body("sentAt", notNullValue())
                .body("attempts.outcome", contains("failed", "succeeded"))
                .extract()
                .<List<String>>path("attempts.messageId");
        assertEquals(ids.get(0), ids.get(1));
        assertEquals(1, smtp.messages().size());
        assertTrue(smtp.messages().get(0).contains("Message-ID: " + ids.get(0)));
    }

    @Test
    void aRefusalForGoodEndsWithAPersonWhoMayReplay() {
        smtp.reply(Step.RCPT, "550 no such user");
        run();
        later(ofHours(2));
        run();

        notification()
                .body("state", equalTo("rejected"))
                .body("attempts.outcome", contains("rejected"))
                .body("verdict.decision", equalTo("safe"));
        job().body("state", equalTo("dead_letter")).body("verdict.decision", equalTo("safe"));

        smtp.agree();
        post("/jobs/" + jobId() + "/replay", "the mailbox is back").statusCode(202);
        notification().body("state", equalTo("queued"));
        run();
        notification().body("state", equalTo("sent")).body("resends", equalTo(0));
        assertEquals(1, smtp.messages().size());
    }

    @Test
    void anUnknownOutcomeStaysUnknownUntilAPersonDecides() {
        smtp.disconnect(Step.DOT);
        run();

        notification()
                .body("state", equalTo("unknown"))
                .body("reason", containsString("answer is missing"))
                .body("attempts.outcome", contains("unknown"))
                .body("verdict.decision", equalTo("unsafe"))
                .body("verdict.evidence", hasSize(1));
        job().body("state", equalTo("dead_letter")).body("verdict.decision", equalTo("unsafe"));
        post("/jobs/" + jobId() + "/replay", "hope").statusCode(409);

        smtp.agree();
        later(ofHours(12));
        run();
        assertEquals(1, smtp.messages().size());
        var told = bus.heard(id, 2);
        assertEquals("notification.unknown.v1", told.get(1).path("type").asText());

        var abandoned = jobId();
        post("/notifications/" + id + "/resend", "she says that nothing came").statusCode(202);
        run();
        notification()
                .body("state", equalTo("sent"))
                .body("attempts.outcome", contains("unknown", "succeeded"))
                .body("messageId", containsString(id + ".1@"));
        assertEquals(2, smtp.messages().size());
        requireReplaced(abandoned, "she says that nothing came");
    }

    /** A job that another has replaced waits for nobody, and everybody is told so. */
    private void requireReplaced(String job, String why) {
        as("operator")
                .get("/jobs/" + job)
                .then()
                .body("state", equalTo("cancelled"))
                .body("reason", equalTo("Replaced by a resend"))
                .body("finishedAt", notNullValue());
        var told = bus.heardOf("job/" + job, 1);
        var last = told.get(told.size() - 1);
        assertEquals("cancelled", last.path("data").path("state").asText());
        assertEquals(
                (int) as("operator").get("/jobs/" + job).<Integer>path("version"),
                last.path("sequence").asInt());
        post("/jobs/" + job + "/replay", why).statusCode(409);
    }

    private void requireLastTold(String type, String state, String why) {
        var told = bus.heard(id, 1);
        var last = told.get(told.size() - 1);
        assertEquals(type, last.path("type").asText());
        assertEquals(state, last.path("data").path("state").asText());
        assertTrue(last.path("data").path("detail").asText().contains(why), last::toString);
        EventSchemas.check(last);
    }

    private void leaveInDoubt() {
        smtp.disconnect(Step.DOT);
        run();
        assertEquals(
                "notification.unknown.v1", bus.heard(id, 2).get(1).path("type").asText());
        smtp.agree();
    }

    private void resolve(String outcome) {
        as("supervisor")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .body(Map.of("outcome", outcome, "evidence", "mail log, line 7", "reason", "looked it up"))
                .post("/jobs/" + jobId() + "/resolve")
                .then()
                .statusCode(202);
    }

    @Test
    void whoFindsOutThatItWentOutEndsIt() {
        leaveInDoubt();
        resolve("succeeded");

        notification().body("state", equalTo("sent")).body("sentAt", notNullValue());
        job().body("state", equalTo("succeeded"));
        requireLastTold("notification.sent.v1", "sent", "looked it up");
    }

    @Test
    void whoFindsOutThatItDidNotGoOutMayReplayIt() {
        leaveInDoubt();
        resolve("failed");

        notification().body("state", equalTo("dead_letter"));
        requireLastTold("notification.dead-letter.v1", "dead_letter", "looked it up");
        post("/jobs/" + jobId() + "/replay", "it is safe now").statusCode(202);
        run();
        notification().body("state", equalTo("sent")).body("resends", equalTo(0));
        assertEquals(2, smtp.messages().size());
    }

    @Test
    void whoFindsOutThatItWasRefusedEndsIt() {
        leaveInDoubt();
        resolve("rejected");

        notification().body("state", equalTo("rejected"));
        job().body("state", equalTo("cancelled"));
        requireLastTold("notification.rejected.v1", "rejected", "looked it up");
    }

    @Test
    void aCrashAfterTheMailWasAnnouncedLeavesItUnknownAndSendsNoSecondOne() {
        smtp.beSilent(Step.DOT);
        runner.runDue().subscribe().with(ran -> {}, failure -> {});
        await().atMost(LIMIT).until(() -> smtp.messages().size() == 1);
        notification().body("state", equalTo("sending"));

        later(ofMinutes(1));
        assertEquals(1, runner.reap().await().atMost(LIMIT));
        notification()
                .body("state", equalTo("unknown"))
                .body("reason", containsString("stopped reporting"))
                .body("attempts.outcome", contains("unknown"));

        smtp.speak();
        await().atMost(LIMIT).until(this::leaseWasLost);
        later(ofHours(1));
        run();
        notification().body("state", equalTo("unknown"));
        assertEquals(1, smtp.messages().size());
    }

    /** The worker that came back too late found its lease gone, and that is counted. */
    private boolean leaseWasLost() {
        return given().get("/q/metrics").asString().contains("throughline_jobs_lease_lost_total{");
    }

    @Test
    void aCrashBeforeTheMailWasAnnouncedCostsNothing() {
        assertEquals(1, runner.claimAndCrash().await().atMost(LIMIT));
        later(ofMinutes(1));
        assertEquals(1, runner.reap().await().atMost(LIMIT));
        notification().body("state", equalTo("queued")).body("attempts", empty());

        later(ofMinutes(10));
        run();
        notification().body("state", equalTo("sent")).body("attempts", hasSize(1));
        assertEquals(1, smtp.messages().size());
    }

    @Test
    void exhaustedAttemptsEndWithAPerson() {
        smtp.reply(Step.MAIL, "421 overloaded");
        for (var n = 0; n < 4; n++) {
            run();
            later(ofHours(1));
        }
        notification()
                .body("state", equalTo("dead_letter"))
                .body("reason", containsString("used up"))
                .body("attempts.outcome", contains("failed", "failed", "failed"))
                .body("verdict.decision", equalTo("safe"));

        requireLastTold("notification.dead-letter.v1", "dead_letter", "used up");

        var exhausted = jobId();
        smtp.agree();
        post("/notifications/" + id + "/resend", "the server is back").statusCode(202);
        requireReplaced(exhausted, "the server is back");
        run();
        notification().body("state", equalTo("sent"));
        assertEquals(1, smtp.messages().size());
    }

    @Test
    void aDeliveryThatIsCalledOffSendsNothing() {
        post("/jobs/" + jobId() + "/cancel", "the booking was a test").statusCode(202);
        run();

        notification().body("state", equalTo("suppressed")).body("reason", containsString("the booking was a test"));
        requireLastTold("notification.suppressed.v1", "suppressed", "the booking was a test");
        post("/notifications/" + id + "/resend", "after all")
                .statusCode(409)
                .body("currentState", equalTo("suppressed"))
                .body("allowed", empty());
        assertEquals(0, smtp.messages().size());
    }

    @Test
    void whatIsOnItsWayCannotBeResent() {
        post("/notifications/" + id + "/resend", "impatience").statusCode(409).body("currentState", equalTo("queued"));
        run();
        assertEquals(1, smtp.messages().size());
    }

    private void run() {
        runner.runDue().await().atMost(LIMIT);
    }

    private void later(Duration step) {
        time.advance(step);
    }

    private ValidatableResponse notification() {
        return as("operator").get("/notifications/" + id).then().statusCode(200);
    }

    private String jobId() {
        return notification().extract().path("job");
    }

    private ValidatableResponse job() {
        return as("operator").get("/jobs/" + jobId()).then().statusCode(200);
    }

    private static ValidatableResponse post(String path, String reason) {
        return as("operator")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .body(Map.of("reason", reason))
                .post(path)
                .then();
    }

    private static RequestSpecification as(String group) {
        return given().header("Authorization", Tokens.bearer(group, "acme", "op"))
                .contentType("application/json");
    }
}
