package dev.throughline.status.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.kit.testing.PartsResource;
import dev.throughline.status.StatusProfile;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Every way through the list has its index, behind row-level security too. */
@QuarkusTest
@TestProfile(StatusProfile.class)
class PlanTest {

    private static final String MANY = """
            insert into booking_view (tenant, id, placed, owner, status, expected_by, words, changed_by, changed_at, state)
            select 'many', gen_random_uuid(), true, 'o' || n % 500, case when n % 100 = 0 then 'pending' else 'completed' end,
                   case when n % 50 = 0 then now() + n * interval '1 second' end,
                   array_to_tsvector(array['tenant=many', 'consult', 'n' || n]), n, now(), '{}'
            from generate_series(1, 30000) n
            """;
    private static final String FROM = "select id from booking_view where tenant = 'many' and placed ";

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String database;

    @ConfigProperty(name = "throughline.database.username")
    String user;

    @ConfigProperty(name = "throughline.database.password")
    String password;

    @Test
    void everyWayHasItsIndex() throws Exception {
        try (var owner = PartsResource.connectAsOwner();
                var app = DriverManager.getConnection(database, user, password)) {
            execute(owner, MANY);
            execute(owner, "analyze booking_view");
            execute(app, "select set_config('throughline.tenant', 'many', false)");

            requireIndex("booking_view_pkey", app, FROM + "order by id desc limit 51");
            requireIndex("booking_view_status", app, FROM + "and status = 'pending' order by id desc limit 51");
            requireIndex("booking_view_owner", app, FROM + "and owner = 'o7' order by id desc limit 51");
            requireIndex(
                    "booking_view_expected", app, FROM + "and expected_by < now() order by expected_by, id limit 51");
            requireIndex(
                    "booking_view_changed",
                    app,
                    FROM + "and (changed_by, id) > (19990, '00000000-0000-0000-0000-000000000000')"
                            + " order by changed_by, id limit 501");
            // As the function does that searches, which runs as the owner.
            execute(owner, "set enable_indexscan = off; set enable_indexonlyscan = off; set enable_seqscan = off");
            requireIndex(
                    "booking_view_words",
                    owner,
                    FROM + "and words @@ '''tenant=many'' & ''n777'':*'::tsquery order by id desc limit 51");
            assertEquals(11, found(app, "n777"), "n777 and n7770 to n7779");
            assertEquals(1, found(app, "n29999"));
            assertEquals(51, found(app, "consult"));
            assertEquals(0, found(app, "nobody"));
        }
    }

    private static int found(Connection connection, String word) throws SQLException {
        var search = "select count(*) from status_search('''tenant=many'' & ''" + word
                + "'':*'::tsquery, null, null, null, null, null, 51)";
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(search)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static void requireIndex(String index, Connection connection, String sql) throws SQLException {
        var plan = new StringBuilder();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("explain " + sql)) {
            while (rows.next()) {
                plan.append(rows.getString(1)).append('\n');
            }
        }
        assertTrue(plan.toString().contains(index), plan::toString);
        assertFalse(plan.toString().contains("Seq Scan"), plan::toString);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
