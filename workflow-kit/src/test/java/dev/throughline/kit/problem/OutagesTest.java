package dev.throughline.kit.problem;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.mutiny.CompositeException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import java.sql.SQLException;
import org.hibernate.HibernateException;
import org.hibernate.exception.GenericJDBCException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutagesTest {

    @ParameterizedTest
    @ValueSource(strings = {"08006", "28000", "53300", "55P03", "57P01", "57P03", "40001", "40P01"})
    void whatMayWorkLaterIsAnOutageWhoeverTells(String state) {
        assertTrue(Outages.isOutage(fromDriver(state)), state);
        assertTrue(Outages.isOutage(fromHibernate(state)), state);
    }

    @ParameterizedTest
    @ValueSource(strings = {"57014", "23505", "22P02", "42501", "XX000"})
    void whatFailsAgainIsNone(String state) {
        assertFalse(Outages.isOutage(fromDriver(state)), state);
        assertFalse(Outages.isOutage(fromHibernate(state)), state);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Timeout",
                "Connection is closed",
                "Connection is not active now, current status: CLOSED",
                "Failed to read any response from the server, the underlying connection may have been lost unexpectedly."
            })
    void aConnectionThatIsGoneIsAnOutageAlsoWhereTheRollbackFailedToo(String message) {
        var gone = new NoStackTraceThrowable(message);
        assertTrue(Outages.isOutage(new HibernateException(message, gone)));
        assertTrue(Outages.isOutage(new CompositeException(new HibernateException(message, gone), gone)));
    }

    private static Throwable fromDriver(String state) {
        return new IllegalStateException(new PgException("refused", "ERROR", state, null));
    }

    private static Throwable fromHibernate(String state) {
        return new GenericJDBCException("refused", new SQLException("refused", state));
    }
}
