package dev.throughline.kit.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What must hold in the database of every service, whatever tables it has. */
public final class Walls {

    private static final String OPEN_FUNCTIONS = """
            select p.oid::regprocedure::text from pg_proc p
            where p.pronamespace = 'public'::regnamespace and p.prosecdef
              and (has_function_privilege('public', p.oid, 'execute')
                   or not coalesce(p.proconfig, '{}') @> array['search_path=public, pg_temp'])
            """;
    private static final String OPEN_TABLES = """
            select relname from pg_class
            where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace
              and relname not in ('outbox', 'flyway_schema_history') and not relrowsecurity
            """;

    private Walls() {}

    /** Functions with the owner's rights that anybody may call, or that look for tables among a caller's temporary ones. */
    public static List<String> openFunctions(Connection connection) throws SQLException {
        return strings(connection, OPEN_FUNCTIONS);
    }

    /** Tables and partitions without row-level security. */
    public static List<String> openTables(Connection connection) throws SQLException {
        return strings(connection, OPEN_TABLES);
    }

    private static List<String> strings(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var found = new ArrayList<String>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }
}
