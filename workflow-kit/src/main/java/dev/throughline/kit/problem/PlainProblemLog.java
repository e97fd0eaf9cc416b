package dev.throughline.kit.problem;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * Keeps an error in the log for what is one. Answers that only ask to come again, because a part is away or a view is not far
 * enough yet, are part of the plan: one line, without a stack trace.
 */
@LoggingFilter(name = "plain-problems")
public final class PlainProblemLog implements Filter {

    private static final String PROBLEMS = "http-problem";

    @Override
    public boolean isLoggable(LogRecord entry) {
        var thrown = entry.getThrown();
        if (thrown != null && PROBLEMS.equals(entry.getLoggerName())) {
            if (thrown instanceof HttpProblem problem && problem.getStatusCode() == ProblemType.UNAVAILABLE.status()) {
                entry.setThrown(null);
                entry.setLevel(Level.INFO);
            } else if (Outages.isOutage(thrown)) {
                entry.setThrown(null);
                entry.setLevel(Level.WARNING);
                entry.setMessage("%s (%s)".formatted(entry.getMessage(), thrown.getMessage()));
            }
        }
        return true;
    }
}
