package dev.throughline.status;

import static dev.throughline.status.Api.awaitPosition;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.kit.testing.PartsResource;
import dev.throughline.kit.testing.Walls;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The second wall: the database itself, asked as the service's own role. */
@QuarkusTest
@TestProfile(StatusProfile.class)
class RowLevelSecurityTest {

    private static final List<String> TABLES = List.of("booking_view", "timeline_entry", "tally");

    @Inject
    Services services;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String database;

    @ConfigProperty(name = "throughline.database.username")
    String user;

    @ConfigProperty(name = "throughline.database.password")
    String password;

    @BeforeEach
    void somethingIsThere() {
        services.awaitReady();
        var story = new Story("acme", "Ana").placed();
        services.tell(story.told());
        awaitPosition(story, 1);
    }

    @Test
    void withoutATenantThereIsNothing() throws Exception {
        try (var connection = connect(null)) {
            for (var table : TABLES) {
                assertEquals(0, count(connection, "select count(*) from " + table), table);
            }
            assertEquals(
                    0,
                    count(
                            connection,
                            "select count(*) from status_search('''ana'''::tsquery, null, null, null, null, null, 9)"));
        }
    }

    @Test
    void anotherTenantSeesNothingAndWritesNothing() throws Exception {
        try (var connection = connect("globex")) {
            for (var table : TABLES) {
                assertEquals(0, count(connection, "select count(*) from " + table + " where tenant = 'acme'"), table);
            }
            assertEquals(
                    0,
                    count(
                            connection,
                            "select count(*) from status_search('''tenant=acme'''::tsquery, null, null, null, null, null, 9)"));
            assertEquals(0, update(connection, "update booking_view set placed = false where tenant = 'acme'"));
            var refused = assertThrows(
                    SQLException.class,
                    () -> update(
                            connection,
                            "insert into booking_view (tenant, id, changed_at) values ('acme', '" + UUID.randomUUID()
                                    + "', now())"));
            assertTrue(refused.getMessage().contains("row-level security"), refused.getMessage());
        }
        try (var connection = connect("acme")) {
            for (var table : TABLES) {
                assertTrue(count(connection, "select count(*) from " + table) > 0, table);
            }
        }
    }

    @Test
    void everyTableAndFunctionHasItsWallAndTheRoleOwnsNone() throws Exception {
        try (var connection = PartsResource.connectAsOwner()) {
            assertEquals(List.of(), Walls.openTables(connection));
            assertEquals(List.of(), Walls.openFunctions(connection));
            assertEquals(
                    0,
                    count(
                            connection,
                            "select count(*) from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = '"
                                    + user + "'"));
        }
    }

    private Connection connect(String tenant) throws SQLException {
        var connection = DriverManager.getConnection(database, user, password);
        if (tenant != null) {
            try (var statement = connection.createStatement()) {
                statement.execute("select set_config('throughline.tenant', '" + tenant + "', false)");
            }
        }
        return connection;
    }

    private static long count(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static int update(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }
}
