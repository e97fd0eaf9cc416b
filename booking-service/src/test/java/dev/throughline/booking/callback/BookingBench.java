package dev.throughline.booking.callback;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.lessThan;

import dev.throughline.kit.job.ManualRunner;
import dev.throughline.kit.testing.PartsResource;
import dev.throughline.kit.testing.Tokens;
import io.restassured.path.json.JsonPath;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Makes bookings through the API, runs what is due, and looks at what is on record. */
@ApplicationScoped
public class BookingBench {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final ManualRunner runner;

    BookingBench(ManualRunner runner) {
        this.runner = runner;
    }

    /** A booking that its partner holds. */
    public String held() {
        return held("harbour");
    }

    /** A booking that {@code partner} holds. */
    public String held(String partner) {
        var booking = placed(partner);
        runDue();
        return booking;
    }

    /** A booking of which nobody knows whether the partner has it. */
    public String unknown() {
        var booking = placed("meridian");
        runDue();
        return booking;
    }

    public String placed(String partner) {
        var quote = post("/quotes", Map.of("service", "CONSULT", "partner", partner, "start", "2030-12-23T09:00:00Z"));
        return post(
                "/bookings",
                Map.of("quote", quote, "customer", Map.of("name", "Ana Dvořák", "email", "ana@example.com")));
    }

    private static String post(String path, Map<String, Object> body) {
        return given().header("Authorization", Tokens.bearer("customer", "acme", "ana"))
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .contentType("application/json")
                .body(body)
                .post(path)
                .then()
                .statusCode(lessThan(300))
                .extract()
                .path("id");
    }

    /** Has the partner left alone for an hour, whatever anybody has just noted of it. */
    public void leaveAlone(String partner) {
        update("""
                insert into partner_breaker (partner, state, reason, opened_at, next_probe_at, changed_at)
                values ('%s', 'open', 'It failed.', now(), now() + interval '1 hour', now())
                on conflict (partner) do update set state = 'open', reason = excluded.reason, opened_at = excluded.opened_at,
                    next_probe_at = excluded.next_probe_at, changed_at = excluded.changed_at
                """.formatted(partner));
    }

    public void runDue() {
        while (runner.runDue().await().atMost(LIMIT) > 0) {
            // What was done may have made more to do.
        }
    }

    public JsonPath booking(String id) {
        return given().header("Authorization", Tokens.bearer("customer", "acme", "ana"))
                .get("/bookings/" + id)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    /** The booking's status, and the partner's side of it. */
    public String state(String id) {
        var known = rows(
                "select partner_state, reservation_id, partner_version from booking where id = '%s'".formatted(id));
        return booking(id).getString("status") + " " + known.get(0);
    }

    /** What has been recorded of the callbacks about a booking: version, result, how often it came. */
    public List<String> callbacks(String booking) {
        return rows("select version, result, deliveries from partner_callback where booking = '%s' order by id"
                .formatted(booking));
    }

    public List<String> unmatched(String partner) {
        return rows(
                "select webhook_id, deliveries from callback_unmatched where partner = '%s' order by received_at, webhook_id"
                        .formatted(partner));
    }

    /** How many callbacks are on record at all. */
    public String recorded() {
        return rows("select (select count(*) from partner_callback), (select count(*) from callback_unmatched), "
                        + "(select count(*) from job where kind = 'partner.callback')")
                .get(0);
    }

    public List<String> rows(String query) {
        try (var connection = PartsResource.connectAsOwner();
                var result = connection.createStatement().executeQuery(query)) {
            var rows = new ArrayList<String>();
            while (result.next()) {
                var row = new ArrayList<String>();
                for (var i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(result.getString(i));
                }
                rows.add(String.join(" ", row.stream().map(String::valueOf).toList()));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public int update(String... statements) {
        try (var connection = PartsResource.connectAsOwner();
                var statement = connection.createStatement()) {
            var changed = 0;
            for (var each : statements) {
                changed = statement.executeUpdate(each);
            }
            return changed;
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }
}
