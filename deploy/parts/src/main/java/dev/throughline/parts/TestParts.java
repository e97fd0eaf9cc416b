package dev.throughline.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Parts for tests: one private PostgreSQL and one private RabbitMQ per JVM, started when first asked for, which tests may
 * stop and kill. Both end with the JVM, and nothing of them is left.
 */
public final class TestParts {

    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static Path directory;
    private static Postgres postgres;
    private static Rabbit rabbit;

    private TestParts() {}

    public static synchronized Postgres postgres() {
        if (postgres == null) {
            postgres = Postgres.startPrivate(directory().resolve("postgres"));
        }
        return postgres;
    }

    public static synchronized Rabbit rabbit() {
        if (rabbit == null) {
            rabbit = Rabbit.startPrivate(directory().resolve("rabbitmq"));
        }
        return rabbit;
    }

    /** A database of its own. */
    public static DatabaseAccess database(String prefix) {
        return postgres().createDatabase(unique(prefix));
    }

    /** A virtual host of its own on {@link #rabbit()}. */
    public static String virtualHost() {
        var name = unique("test");
        rabbit().createVirtualHost(name);
        return name;
    }

    private static String unique(String prefix) {
        return "%s_%d_%d".formatted(prefix, ProcessHandle.current().pid(), COUNTER.incrementAndGet());
    }

    private static synchronized Path directory() {
        if (directory == null) {
            try {
                directory = Files.createTempDirectory("throughline-test-");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Runtime.getRuntime().addShutdownHook(new Thread(TestParts::end));
        }
        return directory;
    }

    private static synchronized void end() {
        if (postgres != null) {
            postgres.kill();
        }
        if (rabbit != null) {
            rabbit.kill();
        }
        try (var files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(TestParts::delete);
        } catch (IOException | UncheckedIOException e) {
            System.err.println("Not all of " + directory + " could be deleted: " + e.getMessage());
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
