package dev.throughline.bench;

import dev.throughline.parts.DatabaseAccess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A contender's process, as the contest sees it. */
final class Entrant {

    private static final long GRACE_SECONDS = 20;

    private final String name;
    private final Process process;
    private final BufferedReader answers;
    private final PrintStream orders;

    private Entrant(String name, Process process) {
        this.name = name;
        this.process = process;
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    /** Starts {@code program} with the same Java and the same memory as every other, on {@code database}, and waits until it is ready. */
    static Entrant start(String name, List<String> program, DatabaseAccess database, Plan plan) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms256m",
                "-Xmx512m",
                "-XX:+UseParallelGC"));
        command.addAll(program);
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        var environment = builder.environment();
        environment.put(Setting.URL, database.url());
        environment.put("THROUGHLINE_DATABASE_USERNAME", database.appUser());
        environment.put("THROUGHLINE_DATABASE_PASSWORD", database.appPassword());
        environment.put(Setting.OWNER, database.ownerUser());
        environment.put(Setting.OWNER_PASSWORD, database.ownerPassword());
        environment.put(Setting.CONNECTIONS, Integer.toString(plan.connections()));
        environment.put(Setting.WORKERS, Integer.toString(plan.workers()));
        environment.put(Setting.PRODUCERS, Integer.toString(plan.producers()));
        environment.put(Setting.SECONDS, Integer.toString(plan.seconds()));
        var entrant = new Entrant(name, builder.start());
        entrant.hear();
        return entrant;
    }

    String name() {
        return name;
    }

    /** Has it do something and answers what it said then. */
    String ask(String order) throws IOException {
        orders.println(order);
        return hear();
    }

    private String hear() throws IOException {
        for (var line = answers.readLine(); line != null; line = answers.readLine()) {
            if (line.startsWith(Stand.ANSWER)) {
                return line.substring(Stand.ANSWER.length());
            }
            System.err.println(name + ": " + line);
        }
        throw new IOException(name + " has given up; what it said is above.");
    }

    void stop() {
        orders.close();
        try {
            if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
