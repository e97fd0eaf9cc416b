package dev.throughline.bench.peers;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.throughline.bench.Executions;
import dev.throughline.bench.Setting;
import dev.throughline.bench.Stand;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Stands for the engine that the argument names. */
public final class Peers {

    // Held, for a logger that nobody holds forgets its level.
    private static final Logger VALIDATOR = Logger.getLogger("org.hibernate.validator");

    private Peers() {}

    public static void main(String[] arguments) throws Exception {
        VALIDATOR.setLevel(Level.WARNING);
        var setting = Setting.given();
        var executions = new Executions();
        try (var database = pool(setting)) {
            var contender =
                    switch (arguments[0]) {
                        case "db-scheduler" -> DbSchedulerContender.start(database, executions, setting);
                        case "transaction-outbox" -> OutboxContender.start(database, executions, setting);
                        default ->
                            throw new IllegalArgumentException("There is no contender '%s'.".formatted(arguments[0]));
                    };
            Stand.serve(contender, executions, setting);
            contender.close();
        }
        System.exit(0);
    }

    private static HikariDataSource pool(Setting setting) {
        var config = new HikariConfig();
        config.setJdbcUrl(setting.jdbcUrl());
        config.setUsername(setting.owner());
        config.setPassword(setting.ownerPassword());
        config.setMaximumPoolSize(setting.connections());
        config.setMinimumIdle(setting.connections());
        return new HikariDataSource(config);
    }

    /** One thread for each producer: these engines enqueue on the thread that asks. */
    static ExecutorService producers(Setting setting) {
        return Executors.newFixedThreadPool(setting.producers());
    }
}
