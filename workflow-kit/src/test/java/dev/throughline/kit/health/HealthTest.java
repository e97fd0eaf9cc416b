package dev.throughline.kit.health;

import static io.restassured.RestAssured.get;
import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.kit.broker.EventTest;
import dev.throughline.kit.broker.Events;
import dev.throughline.kit.broker.ExpectedOutage;
import dev.throughline.kit.broker.PrivateBroker;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.sql.DriverManager;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(EventTest.class)
class HealthTest {

    PrivateBroker broker;

    @Inject
    Events events;

    @ConfigProperty(name = "throughline.database.username")
    String role;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String database;

    private ExpectedOutage outage;

    @BeforeEach
    void expectAnOutage() {
        outage = new ExpectedOutage();
    }

    @AfterEach
    void expectNoMore() {
        outage.close();
    }

    @Test
    void isReadyAndSaysWhatItLookedAt() {
        await().atMost(ofSeconds(60)).until(() -> status("ready").equals("UP"));

        var ready = health("ready");
        assertEquals("UP", check(ready, "database.status"));
        assertEquals("active", check(ready, "'outbox relay'.data.state"));
        assertEquals("consuming", check(ready, "consumers.data.ordered"));
        assertEquals("consuming", check(ready, "consumers.data.loose"));
        assertEquals("UP", status("live"));
        assertEquals("UP", status("started"));
    }

    @Test
    void isNotReadyWhileTheBrokerIsAwayButAlive() {
        await().atMost(ofSeconds(60)).until(() -> status("ready").equals("UP"));

        broker.kill();
        try {
            await().atMost(ofSeconds(60)).until(() -> status("ready").equals("DOWN"));
            await().atMost(ofSeconds(60))
                    .until(() ->
                            check(health("ready"), "consumers.data.ordered").contains("broker is away"));
            await().atMost(ofSeconds(60))
                    .until(() ->
                            check(health("ready"), "'outbox relay'.data.state").equals("disconnected"));
            assertEquals("UP", status("live"));
        } finally {
            broker.start();
        }

        await().atMost(ofSeconds(60)).until(() -> status("ready").equals("UP"));
        assertEquals("UP", status("live"));
        var aggregate = events.aggregate();
        events.publish(events.event("order.placed", aggregate, 1));
        await().atMost(ofSeconds(60))
                .until(() -> events.applied("ordered", aggregate).size() == 1);
    }

    @Test
    void isNotReadyWhileTheDatabaseIsAwayButAlive() throws Exception {
        await().atMost(ofSeconds(60)).until(() -> status("ready").equals("UP"));

        asOwner("alter role " + role + " nologin");
        asOwner("select pg_terminate_backend(pid) from pg_stat_activity where usename = '" + role + "'");
        try {
            await().atMost(ofSeconds(60))
                    .until(() -> check(health("ready"), "database.status").equals("DOWN"));
            assertTrue(check(health("ready"), "database.data.reason").contains(role));
            assertEquals("UP", status("live"));
        } finally {
            asOwner("alter role " + role + " login");
        }

        await().atMost(ofSeconds(60)).until(() -> status("ready").equals("UP"));
    }

    @Test
    void isNotReadyWithALoginThatRowLevelSecurityDoesNotBind() throws Exception {
        await().atMost(ofSeconds(60)).until(() -> status("ready").equals("UP"));

        asOwner("alter role " + role + " bypassrls");
        assertUnbound();
        asOwner("alter role " + role + " nobypassrls");
        assertEquals("UP", check(health("ready"), "database.status"));
        asOwner("create table public.owned_by_login ()");
        asOwner("alter table public.owned_by_login owner to " + role);
        assertUnbound();
        asOwner("drop table public.owned_by_login");
        assertEquals("UP", check(health("ready"), "database.status"));
    }

    private static void assertUnbound() {
        assertEquals("DOWN", check(health("ready"), "database.status"));
        var reason = check(health("ready"), "database.data.reason");
        assertTrue(reason.contains("row-level security does not bind"), reason);
    }

    private static String status(String kind) {
        return health(kind).getString("status");
    }

    private static JsonPath health(String kind) {
        return get("/q/health/" + kind).jsonPath();
    }

    private static String check(JsonPath health, String path) {
        var name =
                path.startsWith("'") ? path.substring(1, path.indexOf('\'', 1)) : path.substring(0, path.indexOf('.'));
        var rest = path.substring(path.startsWith("'") ? name.length() + 3 : name.length() + 1);
        return String.valueOf(health.getString("checks.find { it.name == '" + name + "' }." + rest));
    }

    private void asOwner(String sql) throws Exception {
        try (var connection = DriverManager.getConnection(database, "postgres", "");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
