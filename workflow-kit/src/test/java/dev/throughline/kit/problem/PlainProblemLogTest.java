package dev.throughline.kit.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ConnectException;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class PlainProblemLogTest {

    private static LogRecord logged(String logger, Throwable thrown) {
        var entry = new LogRecord(Level.SEVERE, "status=503");
        entry.setLoggerName(logger);
        entry.setThrown(thrown);
        assertTrue(new PlainProblemLog().isLoggable(entry));
        return entry;
    }

    @Test
    void whatOnlyAsksToComeAgainIsNoError() {
        var notYet =
                logged("http-problem", Problems.retryLater(ProblemType.UNAVAILABLE, "Not yet.", Duration.ofSeconds(1)));

        assertEquals(Level.INFO, notYet.getLevel());
        assertNull(notYet.getThrown());
    }

    @Test
    void anOutageIsAWarningThatNamesItsCause() {
        var outage = logged("http-problem", new IllegalStateException("no session", new ConnectException("refused")));

        assertEquals(Level.WARNING, outage.getLevel());
        assertEquals("status=503 (no session)", outage.getMessage());
        assertNull(outage.getThrown());
    }

    @Test
    void anErrorStaysOneAndSoDoesWhatOthersLog() {
        var defect = new IllegalStateException("a defect");
        assertSame(defect, logged("http-problem", defect).getThrown());
        assertEquals(Level.SEVERE, logged("http-problem", defect).getLevel());

        var elsewhere = new ConnectException("refused");
        assertSame(elsewhere, logged("dev.throughline.kit.outbox", elsewhere).getThrown());
    }
}
