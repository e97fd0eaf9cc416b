package dev.throughline.local;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Makes a script for pgbench out of one transaction that has happened: it writes the same rows, in a transaction, into
 * tables with the same columns, checks and indexes in a schema of its own. What a unique index ends with is new each time.
 */
final class SameRows {

    private static final String SCHEMA = "measured";
    private static final String TABLES = """
            select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = 'public' and c.relkind = 'r' order by c.oid
            """;
    private static final String COLUMNS = """
            select attname from pg_attribute
            where attrelid = cast(? as regclass) and attnum > 0 and not attisdropped and attidentity = '' and attgenerated = ''
            order by attnum
            """;
    private static final String UNIQUE = """
            select distinct a.attname, format_type(a.atttypid, a.atttypmod) from pg_index i
            join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[i.indnkeyatts - 1]
            where i.indrelid = cast(? as regclass) and i.indisunique
            """;
    // Rising for each client, as the service's own ids are.
    private static final String NEXT = """
            \\set n :n + 1
            \\set id :run + :client_id * 10000000 + :n
            """;

    private final Connection database;
    private final List<String> tables = new ArrayList<>();

    SameRows(Connection database) {
        this.database = database;
    }

    /** The script, and the tables it needs, after the transaction that last wrote the row {@code id} of {@code table}. */
    String script(String table, String id) throws SQLException {
        var transaction = single("select xmin::text from public.%s where id = '%s'".formatted(table, id));
        execute("create schema " + SCHEMA);
        var inserts = new StringBuilder();
        for (var candidate : list(TABLES, null)) {
            inserts.append(inserts(candidate, transaction));
        }
        return NEXT + "begin;\n" + inserts + "commit;\n";
    }

    /** The tables that the transaction wrote to. */
    List<String> tables() {
        return List.copyOf(tables);
    }

    private String inserts(String table, String transaction) throws SQLException {
        var columns = list(COLUMNS, "public." + table);
        var types = types(table);
        var inserts = new StringBuilder();
        try (var statement = database.createStatement();
                var rows = statement.executeQuery("select %s from public.%s where xmin::text = '%s' order by 1"
                        .formatted(asText(columns), table, transaction))) {
            while (rows.next()) {
                var values = new ArrayList<String>();
                for (var column : columns) {
                    var type = types.get(column);
                    values.add(type == null ? literal(rows.getString(column)) : unique(type, rows.getRow()));
                }
                inserts.append("insert into %s.%s (%s) values (%s);\n"
                        .formatted(SCHEMA, table, String.join(", ", columns), String.join(", ", values)));
            }
        }
        if (!inserts.isEmpty()) {
            tables.add(table);
            execute("create table %1$s.%2$s (like public.%2$s including all)".formatted(SCHEMA, table));
        }
        return inserts.toString();
    }

    /** The types of the columns that unique indexes end with. */
    private Map<String, String> types(String table) throws SQLException {
        try (var statement = database.prepareStatement(UNIQUE)) {
            statement.setString(1, "public." + table);
            var types = new HashMap<String, String>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    types.put(rows.getString(1), rows.getString(2));
                }
            }
            return types;
        }
    }

    private static String unique(String type, int row) {
        return "cast(lpad(cast(:id as text) || '%d', 32, '0') as %s)".formatted(row, type);
    }

    private static String asText(List<String> columns) {
        return columns.stream()
                .map(column -> "cast(%1$s as text) as %1$s".formatted(column))
                .collect(Collectors.joining(", "));
    }

    // pgbench looks for its variables inside literals too: no colon may be left.
    private static String literal(String value) {
        return value == null
                ? "null"
                : "E'"
                        + value.replace("\\", "\\\\")
                                .replace("'", "''")
                                .replace(":", "\\x3a")
                                .replace("\n", "\\n")
                        + "'";
    }

    private String single(String query) throws SQLException {
        try (var statement = database.createStatement();
                var found = statement.executeQuery(query)) {
            found.next();
            return found.getString(1);
        }
    }

    private List<String> list(String query, String parameter) throws SQLException {
        try (var statement = database.prepareStatement(query)) {
            if (parameter != null) {
                statement.setString(1, parameter);
            }
            var found = new ArrayList<String>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
            return found;
        }
    }

    private void execute(String sql) throws SQLException {
        try (var statement = database.createStatement()) {
            statement.execute(sql);
        }
    }
}
