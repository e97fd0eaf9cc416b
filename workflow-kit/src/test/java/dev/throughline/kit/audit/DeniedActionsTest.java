package dev.throughline.kit.audit;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.kit.testing.ExpectedLog;
import dev.throughline.kit.testing.PartsResource;
import dev.throughline.kit.testing.Tokens;
import dev.throughline.kit.work.Effects;
import dev.throughline.kit.work.WithoutBroker;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(WithoutBroker.class)
class DeniedActionsTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @ConfigProperty(name = "throughline.database.username")
    String role;

    @Test
    void whatWasDeniedIsInTheTrail() {
        var job = UUID.randomUUID();

        deny("acme", "carl", job);

        var line = "items[0].";
        var trail = awaitTrail("acme", "job/" + job);
        assertEquals(1, trail.getList("items").size());
        assertEquals("denied", trail.getString(line + "decision"));
        assertEquals("job:replay", trail.getString(line + "action"));
        assertEquals("carl", trail.getString(line + "actor"));
        assertEquals("POST", trail.getString(line + "detail.method"));
        assertEquals("/jobs/%s/replay".formatted(job), trail.getString(line + "detail.path"));
        assertEquals(TRACE, trail.getString(line + "traceId"));
        assertNotNull(trail.getString(line + "operationId"));
        assertNotNull(trail.getString(line + "reason"));
    }

    @Test
    void itIsInTheTrailOfTheCallersTenant() {
        var job = UUID.randomUUID();

        deny("globex", "carl", job);

        awaitTrail("globex", "job/" + job);
        assertTrue(trail("acme", "job/" + job).getList("items").isEmpty());
    }

    @Test
    void aRequestAboutNoOneThingIsFoundByItsPath() {
        given().header("Authorization", Tokens.bearer("customer", "initech", "carl"))
                .get("/jobs?state=queued")
                .then()
                .statusCode(403);

        assertEquals("job:read", awaitTrail("initech", "/jobs").getString("items[0].action"));
    }

    @Test
    void whoSendsNoTokenIsInNobodysTrail() {
        var job = UUID.randomUUID();
        given().get("/jobs/" + job).then().statusCode(401);
        deny("acme", "carl", job);

        assertEquals(
                "carl",
                awaitTrail("acme", "job/" + job).getString("items[0].actor"),
                "the one after it is the only one");
        assertEquals(1, trail("acme", "job/" + job).getList("items").size());
    }

    @Test
    void whatIsAllowedIsNotDenied() {
        var job = UUID.randomUUID();
        given().header("Authorization", Tokens.bearer("operator", "acme", "olga"))
                .get("/jobs/" + job)
                .then()
                .statusCode(404);
        deny("acme", "carl", job);

        assertEquals("carl", awaitTrail("acme", "job/" + job).getString("items[0].actor"));
        assertEquals(1, trail("acme", "job/" + job).getList("items").size());
    }

    @Test
    void whatCannotBeWrittenIsInTheLogAndTheAnswerIsTheSame() throws SQLException {
        var job = UUID.randomUUID();
        asOwner("revoke insert on audit from " + role);
        try (var log = ExpectedLog.of(DeniedActions.class, job.toString())) {
            deny("acme", "carl", job);
            await().atMost(Effects.LIMIT).until(() -> log.count() == 1);
        } finally {
            asOwner("grant insert on audit to " + role);
        }

        var next = UUID.randomUUID();
        deny("acme", "carl", next);
        awaitTrail("acme", "job/" + next);
        assertTrue(trail("acme", "job/" + job).getList("items").isEmpty());
    }

    @Test
    void theSubjectIsTheThingInThePath() {
        var id = "0190a1b2-0000-7000-8000-00000000000a";
        assertEquals("job/" + id, DeniedAction.subject("/jobs/" + id));
        assertEquals("job/" + id, DeniedAction.subject("/jobs/" + id.toUpperCase() + "/replay"));
        assertEquals("booking/" + id, DeniedAction.subject("/status/bookings/" + id + "/timeline"));
        assertEquals("/jobs/replays", DeniedAction.subject("/jobs/replays"));
        assertEquals("/jobs/" + id + "x", DeniedAction.subject("/jobs/" + id + "x"));
    }

    private static void deny(String tenant, String subject, UUID job) {
        given().header("Authorization", Tokens.bearer("customer", tenant, subject))
                .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01")
                .header("Idempotency-Key", "k")
                .contentType("application/json")
                .body(Map.of("reason", "x"))
                .post("/jobs/" + job + "/replay")
                .then()
                .statusCode(403);
    }

    private static JsonPath awaitTrail(String tenant, String subject) {
        await().atMost(Effects.LIMIT)
                .until(() -> !trail(tenant, subject).getList("items").isEmpty());
        return trail(tenant, subject);
    }

    private static JsonPath trail(String tenant, String subject) {
        return given().header("Authorization", Tokens.bearer("auditor", tenant, "ann"))
                .queryParam("subject", subject)
                .get("/audit")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static void asOwner(String sql) throws SQLException {
        try (var connection = PartsResource.connectAsOwner();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
