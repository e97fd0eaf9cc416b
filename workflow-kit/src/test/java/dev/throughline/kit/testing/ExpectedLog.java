package dev.throughline.kit.testing;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Counts the log lines that a test provokes, and keeps them out of the output; all others come through. */
public final class ExpectedLog implements AutoCloseable {

    private final Logger logger;
    private final Filter before;
    private final List<String> texts;
    private final AtomicInteger seen = new AtomicInteger();

    private ExpectedLog(Logger logger, String... texts) {
        this.logger = logger;
        this.before = logger.getFilter();
        this.texts = List.of(texts);
    }

    /** Expects lines of {@code source} that contain one of {@code texts}, until closed. */
    public static ExpectedLog of(Class<?> source, String... texts) {
        return of(source.getName(), texts);
    }

    /** Expects lines of the category {@code source} that contain one of {@code texts}, until closed. */
    public static ExpectedLog of(String source, String... texts) {
        var expected = new ExpectedLog(Logger.getLogger(source), texts);
        expected.logger.setFilter(expected::comesThrough);
        return expected;
    }

    private boolean comesThrough(LogRecord line) {
        var parameters = line.getParameters();
        var message = parameters == null || parameters.length == 0
                ? line.getMessage()
                : String.format(line.getMessage(), parameters);
        if (message != null && texts.stream().anyMatch(message::contains)) {
            seen.incrementAndGet();
            return false;
        }
        return before == null || before.isLoggable(line);
    }

    /** How many there were so far. */
    public int count() {
        return seen.get();
    }

    @Override
    public void close() {
        logger.setFilter(before);
    }
}
