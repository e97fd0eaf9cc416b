package dev.throughline.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Keeps one program running, as an orchestrator would: one that dies is started again, after a wait that doubles up to a
 * bound and starts afresh when it has run for a minute.
 */
final class Supervisor {

    private static final long FIRST_WAIT_MILLIS = 300;
    // Less for those who kill programs on purpose, again and again.
    private static final long MAX_WAIT_MILLIS = Long.getLong("throughline.restart.wait.max", 10_000);
    private static final long STEADY_MILLIS = 60_000;
    private static final long STOP_SECONDS = 25;
    // Without -Xms the heap begins at its limit on a machine with much memory, and never gets smaller.
    private static final List<String> OPTIONS = List.of(
            "-XX:+IgnoreUnrecognizedVMOptions",
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-Xms32m",
            "-Xmx160m",
            "-XX:MinHeapFreeRatio=20",
            "-XX:MaxHeapFreeRatio=40",
            "-XX:TrimNativeHeapInterval=5000",
            "-Xss512k",
            "-XX:ReservedCodeCacheSize=64m");

    // A run that only ends to be tested does not stop to write an archive.
    private static final boolean ARCHIVED =
            Boolean.parseBoolean(System.getProperty("throughline.java.archive", "true"));
    // By itself, or by SIGTERM.
    private static final Set<Integer> ENDS = Set.of(0, 143);

    private final Home home;
    private final Program program;
    private final Java java;
    private final Register register;
    private final Launches launches = new Launches();
    private final ClassArchive classes;
    private volatile long begun;
    private volatile double secondsToReady;

    Supervisor(Home home, Program program, Java java, Register register) {
        this.home = home;
        this.program = program;
        this.java = java;
        this.register = register;
        this.classes = ClassArchive.of(program.jar(home), java, options());
    }

    void start() throws IOException {
        keepOldLog();
        begun = System.nanoTime();
        launches.launch(this::launch);
        var watch = new Thread(this::watch, "supervise-" + program.name());
        watch.setDaemon(true);
        watch.start();
    }

    private void keepOldLog() throws IOException {
        var log = home.log(program.name());
        if (Files.exists(log)) {
            Files.move(log, Path.of(log + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private Process launch() throws IOException {
        var command = new ArrayList<String>();
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            // A Ctrl-C in the terminal is for the supervisor: it stops its programs in their order.
            command.add("/usr/bin/setsid");
        }
        var options = new ArrayList<>(options());
        if (ARCHIVED) {
            options.addAll(classes.options());
        }
        command.addAll(java.command(options, program.jar(home)));
        var builder = new ProcessBuilder(command)
                .directory(home.root().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        home.log(program.name()).toFile()));
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        builder.environment().putAll(program.environment());
        var process = builder.start();
        register.put(new Entry(program.name(), process.pid(), Entry.startOf(process.toHandle()), program.port(), true));
        return process;
    }

    // More options, given to the stack itself as the system property throughline.java.options.
    private static List<String> options() {
        var more = System.getProperty("throughline.java.options", "").trim();
        return more.isEmpty()
                ? OPTIONS
                : Stream.concat(OPTIONS.stream(), Stream.of(more.split("\\s+"))).toList();
    }

    private void watch() {
        var wait = FIRST_WAIT_MILLIS;
        while (!launches.stopping()) {
            try {
                var begun = System.currentTimeMillis();
                var code = launches.last().waitFor();
                classes.keep(ENDS.contains(code));
                wait = System.currentTimeMillis() - begun > STEADY_MILLIS ? FIRST_WAIT_MILLIS : wait;
                TimeUnit.MILLISECONDS.sleep(wait);
                wait = Math.min(wait * 2, MAX_WAIT_MILLIS);
                if (launches.launch(this::launch)) {
                    System.out.printf("%s ended with %d, started again%n", program.name(), code);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (IOException e) {
                System.out.printf("%s cannot be started again: %s%n", program.name(), e.getMessage());
            }
        }
    }

    /** Waits until the program says that it is ready. */
    void awaitReady(long seconds) {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!Health.ready(program.port())) {
            if (launches.stopping()) {
                throw new Fatal("Stopped while %s was starting.".formatted(program.name()));
            }
            if (System.nanoTime() > deadline) {
                throw new Fatal("%s was not ready within %d s; see %s."
                        .formatted(program.name(), seconds, home.log(program.name())));
            }
            pause();
        }
        secondsToReady = (System.nanoTime() - begun) / 1e9;
    }

    /** How long it took from its start until {@link #awaitReady} saw it ready. */
    double secondsToReady() {
        return secondsToReady;
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(25);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Fatal("Interrupted.");
        }
    }

    void stop() {
        var current = launches.stop();
        if (current != null) {
            Processes.end(current.toHandle(), STOP_SECONDS);
            classes.keep(!current.isAlive() && ENDS.contains(current.exitValue()));
        }
    }

    long pid() {
        return launches.last().pid();
    }

    String name() {
        return program.name();
    }
}
