package dev.throughline.local;

import dev.throughline.local.mail.MailCatcher;
import dev.throughline.parts.DatabaseAccess;
import dev.throughline.parts.Parts;
import dev.throughline.parts.Ports;
import dev.throughline.parts.Postgres;
import dev.throughline.parts.Rabbit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;

/** The parts and programs of the local stack, started in order and stopped in reverse. */
final class Stack {

    static final List<String> SERVICES = List.of(Place.BOOKING, Place.DOCUMENT, Place.NOTIFICATION, Place.STATUS);

    private static final long READY_SECONDS = 120;

    private final Home home;
    private final Secrets secrets;
    private final Register register;
    private final Place place;
    private final Programs programs;
    private final Deque<Supervisor> running = new ConcurrentLinkedDeque<>();
    private Postgres postgres;
    private Rabbit rabbit;
    private MailCatcher mail;
    private volatile boolean stopped;

    /** {@code collector}: the OTLP endpoint, gRPC, to which the services send their traces. */
    Stack(Home home, Secrets secrets, Register register, Place place, Optional<String> collector) {
        this.home = home;
        this.secrets = secrets;
        this.register = register;
        this.place = place;
        this.programs = new Programs(home, secrets, place, collector);
    }

    void start() throws IOException {
        var java = Java.newest();
        build(home);
        place.ports().forEach((name, port) -> requireFree(port, name));
        var virtualHost = "throughline-" + secrets.instance();
        // Kept at once: what has been started is stopped, even if what comes next cannot be.
        postgres = Parts.postgres(home.data(), Stack::say);
        rabbit = Parts.rabbit(home.data(), virtualHost, Stack::say);
        start(java, postgres, rabbit, virtualHost);
    }

    /** Builds the programs if it is needed. */
    static void build(Home home) {
        var built = new ArrayList<Program>();
        built.add(new Program(Place.SANDBOX, "deploy/sandbox", 0, Map.of()));
        SERVICES.forEach(name -> built.add(new Program(name, name, 0, Map.of())));
        Build.ifNeeded(home, built);
    }

    /** Starts the programs on parts that are there. */
    void start(Java java, Postgres database, Rabbit broker, String virtualHost) throws IOException {
        postgres = database;
        rabbit = broker;
        register.put(part("postgres", postgres.pid().orElse(0L), postgres.port()));
        register.put(part("rabbitmq", rabbit.pid().orElse(0L), rabbit.port()));
        catchMail();
        say("Services: on Java %d".formatted(java.feature()));
        var starting = new ArrayList<Supervisor>();
        starting.add(launch(java, programs.sandbox()));
        for (var name : SERVICES) {
            starting.add(launch(java, programs.service(name, database(name), rabbit, virtualHost)));
        }
        for (var supervisor : starting) {
            supervisor.awaitReady(READY_SECONDS);
            say("%s: ready at http://127.0.0.1:%d after %.1f s"
                    .formatted(supervisor.name(), place.port(supervisor.name()), supervisor.secondsToReady()));
        }
    }

    private DatabaseAccess database(String service) {
        return postgres.createDatabase(
                databaseName(service, secrets), secrets.databaseOwnerPassword(), secrets.databaseAppPassword());
    }

    static String databaseName(String service, Secrets secrets) {
        return "throughline_%s_%s".formatted(service.split("-")[0], secrets.instance());
    }

    private void catchMail() throws IOException {
        var given = Programs.mailServer();
        if (given.isPresent()) {
            say("Mail: goes to the server that THROUGHLINE_SMTP names");
            return;
        }
        mail = MailCatcher.start(
                place.port(Place.SMTP), place.port(Place.MAIL), home.data().resolve("mail"));
        register.put(part("mail", ProcessHandle.current().pid(), place.port(Place.MAIL)));
        say("Mail: caught, and shown at http://127.0.0.1:%d".formatted(place.port(Place.MAIL)));
    }

    private static Entry part(String name, long pid, int port) {
        var startedAt = pid == 0 ? 0 : ProcessHandle.of(pid).map(Entry::startOf).orElse(0L);
        return new Entry(name, pid, startedAt, port, false);
    }

    private static void requireFree(int port, String what) {
        if (Ports.listens("127.0.0.1", port)) {
            throw new Fatal("Port %d, which %s needs, is taken%s. Stop what holds it, then start again."
                    .formatted(port, what, PortHolder.of(port)));
        }
    }

    private Supervisor launch(Java java, Program program) throws IOException {
        if (stopped) {
            throw new Fatal("Stopped.");
        }
        var supervisor = new Supervisor(home, program, java, register);
        running.push(supervisor);
        supervisor.start();
        return supervisor;
    }

    /** Stops what was started here, the last first. May be called from another thread, and twice. */
    void stop() {
        stopped = true;
        while (!running.isEmpty()) {
            var supervisor = running.pop();
            say("Stopping " + supervisor.name());
            supervisor.stop();
        }
        if (mail != null) {
            mail.stop();
        }
        if (rabbit != null && rabbit.isPrivate()) {
            say("Stopping RabbitMQ");
            rabbit.stop();
        }
        if (postgres != null && postgres.isPrivate()) {
            say("Stopping PostgreSQL");
            postgres.stop();
        }
        register.clear();
    }

    private static void say(String line) {
        System.out.println("  " + line);
    }
}
