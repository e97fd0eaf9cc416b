package dev.throughline.kit.job;

import static io.restassured.RestAssured.given;

import dev.throughline.kit.testing.PartsResource;
import dev.throughline.kit.testing.Tokens;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.Effects;
import dev.throughline.kit.work.WithoutBroker;
import io.quarkus.arc.properties.IfBuildProperty;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Makes dead letters by the thousand, has them replayed, and looks at what has become of them. */
@ApplicationScoped
@IfBuildProperty(name = WithoutBroker.SCRIPTED, stringValue = "true")
class ReplayBench {

    private final ReplayRunner runner;
    private final TimeSource time;

    ReplayBench(ReplayRunner runner, TimeSource time) {
        this.runner = runner;
        this.time = time;
    }

    /** Takes away what other tests have left. */
    void clear() {
        asOwner("truncate job, job_history, job_replay_batch, outbox, audit cascade");
    }

    /** Makes {@code count} dead letters of the kind {@code test.<effect>}, a second apart, the last of them just now. */
    void deadLetters(Effect effect, int count) {
        deadLetters(JobBench.TENANT, "test." + effect, effect, count, "They said no.");
    }

    void deadLetters(String tenant, String kind, Effect effect, int count, String reason) {
        asOwner("""
                insert into job (id, tenant, kind, subject, operation_id, state, reason, effect, payload, attempts, max_attempts,
                                 next_attempt_at, created_at, updated_at, finished_at)
                select gen_random_uuid(), '%s', '%s', 'thing/' || n, gen_random_uuid(), 'dead_letter', '%s', '%s', '{}', 1, 3,
                       at, at, at, at
                from (select n, timestamptz '%s' - (%d - n) * interval '1 second' as at from generate_series(1, %d) n) made
                """.formatted(tenant, kind, reason, effect, time.instant(), count, count));
        asOwner("""
                insert into job_attempt (job, number, epoch, tenant, started_at, ended_at, outcome, detail, worker)
                select id, 1, 1, tenant, created_at, finished_at, 'rejected', reason, 'w' from job j
                where not exists (select 1 from job_attempt where job = j.id)
                """);
    }

    /** From now on nobody knows whether what the dead letters of {@code kind} did has happened. */
    void inDoubt(String kind) {
        asOwner("update job_attempt set outcome = 'unknown', sent = '{}', sent_at = started_at from job "
                + "where job.id = job_attempt.job and kind = '%s'".formatted(kind));
    }

    /** Has the dead letters that fit replayed; answers the batch. */
    UUID begin(Map<String, ?> filter, int perMinute) {
        var answer =
                post("/jobs/replays", Map.of("filter", filter, "perMinute", perMinute, "reason", "They are back."));
        return UUID.fromString(answer.then().statusCode(202).extract().path("id"));
    }

    Response post(String path, Map<String, ?> body) {
        return operator()
                .header("Idempotency-Key", UUID.randomUUID())
                .contentType("application/json")
                .body(body)
                .post(path);
    }

    Response act(UUID batch, String verb) {
        return post("/jobs/replays/%s/%s".formatted(batch, verb), Map.of("reason", "Because."));
    }

    static RequestSpecification operator() {
        return given().header("Authorization", Tokens.bearer("operator", "acme", "olga"));
    }

    Response see(UUID batch) {
        return operator().get("/jobs/replays/" + batch);
    }

    /** Does what is due of a batch; whether anything was. */
    boolean runSlice() {
        return runner.runSlice().await().atMost(Effects.LIMIT) != null;
    }

    void advance(Duration step) {
        time.advance(step);
    }

    /** How many items have {@code result}. */
    long items(ReplayResult result) {
        return number("select count(*) from job_replay_item where result = '%s'".formatted(result));
    }

    long number(String sql) {
        return Long.parseLong(strings(sql).get(0));
    }

    List<String> strings(String sql) {
        try (var connection = PartsResource.connectAsOwner();
                var statement = connection.createStatement();
                var found = statement.executeQuery(sql)) {
            var strings = new ArrayList<String>();
            while (found.next()) {
                strings.add(found.getString(1));
            }
            return strings;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void asOwner(String sql) {
        JobBench.asOwner(sql);
    }
}
