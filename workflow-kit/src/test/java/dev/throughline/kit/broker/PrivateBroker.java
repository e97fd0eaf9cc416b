package dev.throughline.kit.broker;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.throughline.parts.Rabbit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A RabbitMQ of the test's own, which it may kill, freeze and start again with its data. */
public final class PrivateBroker {

    private final Path home;
    private Rabbit rabbit;

    public PrivateBroker() {
        try {
            home = Files.createTempDirectory("throughline-broker");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return rabbit.port();
    }

    public void start() {
        if (rabbit == null) {
            rabbit = Rabbit.startPrivate(home);
        } else {
            rabbit.restart();
        }
    }

    /** What was declared a moment ago is on disk afterwards, so that it outlives {@link #kill}. */
    public void settle() {
        rabbit.settle();
    }

    /** As a crash of the machine would: nothing is written any more, nobody is told. */
    public void kill() {
        rabbit.kill();
    }

    /** Lets it hang: it keeps its connections but does not answer. */
    public void freeze() {
        signal("STOP");
    }

    public void thaw() {
        signal("CONT");
    }

    public void stop() {
        kill();
        try (var files = Files.walk(home)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(file -> file.delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void signal(String name) {
        rabbit.pid()
                .flatMap(ProcessHandle::of)
                .ifPresent(leader -> Stream.concat(leader.descendants(), Stream.of(leader))
                        .forEach(process -> run("kill", "-" + name, String.valueOf(process.pid()))));
    }

    private static void run(String... command) {
        try {
            new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(10, SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
