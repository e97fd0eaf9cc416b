package dev.throughline.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;

/**
 * What all contenders are given alike, in their environment.
 *
 * @param producers how many transactions enqueue at once
 * @param workers how many jobs run at once
 * @param connections how many connections to the database there may be
 */
public record Setting(
        String url, String owner, String ownerPassword, int producers, int workers, int connections, int seconds) {

    static final String URL = "THROUGHLINE_DATABASE_URL";
    static final String OWNER = "THROUGHLINE_DATABASE_OWNER_USERNAME";
    static final String OWNER_PASSWORD = "THROUGHLINE_DATABASE_OWNER_PASSWORD";
    static final String CONNECTIONS = "THROUGHLINE_DATABASE_POOL_SIZE";
    static final String WORKERS = "THROUGHLINE_JOBS_CONCURRENCY";
    static final String PRODUCERS = "THROUGHLINE_BENCH_PRODUCERS";
    static final String SECONDS = "THROUGHLINE_BENCH_SECONDS";

    /** What the environment says. */
    public static Setting given() {
        var environment = System.getenv();
        return new Setting(
                environment.get(URL),
                environment.get(OWNER),
                environment.get(OWNER_PASSWORD),
                number(environment, PRODUCERS),
                number(environment, WORKERS),
                number(environment, CONNECTIONS),
                number(environment, SECONDS));
    }

    private static int number(Map<String, String> environment, String name) {
        return Integer.parseInt(environment.get(name));
    }

    public String jdbcUrl() {
        return "jdbc:" + url;
    }

    /** A connection beside those that the contender may have, for looking at what it does. */
    Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), owner, ownerPassword);
    }
}
