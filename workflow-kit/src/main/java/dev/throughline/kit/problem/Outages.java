package dev.throughline.kit.problem;

import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** Tells a database that is away, or too busy, from an error of ours. */
public final class Outages {

    private static final int MAX_DEPTH = 12;

    // SQLSTATE classes: connection, authorization (while it starts), insufficient resources, operator intervention.
    private static final Set<String> CLASSES = Set.of("08", "28", "53", "57");
    // Lock not available; a transaction that lost against another, by serialization or deadlock, and may be tried
    // again.
    private static final Set<String> STATES = Set.of("55P03", "40001", "40P01");
    // Of class 57, but what took too long takes too long again.
    private static final String STATEMENT_TIMEOUT = "57014";

    private Outages() {}

    /** Whether {@code failure} or one of its causes says that the database cannot be reached or will not answer now. */
    public static boolean isOutage(Throwable failure) {
        var cause = failure;
        for (var depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
            if (cause instanceof PgException pg) {
                return isOutage(pg.getSqlState());
            }
            // Hibernate Reactive passes PostgreSQL's word on in this form, without the PgException.
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return isOutage(sql.getSQLState());
            }
            if (cause instanceof IOException || cause instanceof TimeoutException || isConnectionTrouble(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static boolean isOutage(String state) {
        return state != null
                && state.length() == 5
                && !state.equals(STATEMENT_TIMEOUT)
                && (STATES.contains(state) || CLASSES.contains(state.substring(0, 2)));
    }

    private static boolean isConnectionTrouble(Throwable cause) {
        var message = String.valueOf(cause.getMessage());
        return cause instanceof VertxException
                || message.equals("Timeout")
                || message.contains("Connection is closed")
                || message.contains("Connection is not active now")
                || message.contains("connection may have been lost")
                || message.contains("Failed to read any response from the server");
    }
}
