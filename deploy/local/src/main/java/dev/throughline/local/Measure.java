package dev.throughline.local;

import dev.throughline.parts.DatabaseAccess;
import dev.throughline.parts.Parts;
import dev.throughline.parts.Postgres;
import dev.throughline.parts.Rabbit;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;

/**
 * Measures what one machine does: how soon each service is ready, what it keeps in memory when idle, and how many bookings a
 * second are accepted beside what the database does alone. All of it on databases, a virtual host and ports of its own, of
 * which nothing is left.
 */
final class Measure {

    private static final int STARTS = 3;
    private static final long IDLE_SECONDS = 60;
    private static final long READY_SECONDS = 90;
    private static final double READY_AIM = 5;
    private static final double MEMORY_AIM = 200;
    private static final double MEGA = 1e6;

    private final Home parts;
    private final Home home;
    private final Register register;
    private final Secrets secrets;
    private final Java java = Java.newest();
    private final Deque<Supervisor> running = new ConcurrentLinkedDeque<>();
    private final List<String> databases = new ArrayList<>();
    private Postgres postgres;
    private Rabbit rabbit;
    private String virtualHost;

    /** {@code parts}: where the stack's own parts have their data; they are used if none is given. */
    Measure(Home parts, Register register) {
        this.parts = parts;
        this.home = Home.at(parts.root(), parts.data().resolve("measure"));
        this.register = register;
        this.secrets = new Secrets(home);
    }

    void run() throws Exception {
        Runtime.getRuntime().addShutdownHook(new Thread(this::cleanUp));
        var programs = programs();
        System.out.printf(
                "Measuring on Java %d, %d processors; it takes a few minutes.%n",
                java.feature(), Runtime.getRuntime().availableProcessors());
        var ready = new ArrayList<Rates>();
        for (var program : programs) {
            ready.add(starts(program));
        }
        TimeUnit.SECONDS.sleep(IDLE_SECONDS);
        services(programs, ready);
        stop();
        var booking = booking(programs).with("THROUGHLINE_ROLES", "api");
        var service = start(booking);
        new Comparison(home, secrets, booking, service.pid()).run();
    }

    private List<Program> programs() {
        Stack.build(home);
        virtualHost = "throughline-measure-" + secrets.instance();
        postgres = Parts.postgres(parts.data(), Measure::say);
        rabbit = Parts.rabbit(parts.data(), virtualHost, Measure::say);
        var programs = new Programs(home, secrets, Place.free(), Optional.empty());
        return Stack.SERVICES.stream()
                .map(name -> programs.service(name, database(name), rabbit, virtualHost))
                .toList();
    }

    private DatabaseAccess database(String service) {
        var name = Stack.databaseName(service, secrets);
        databases.add(name);
        return postgres.createDatabase(name, secrets.databaseOwnerPassword(), secrets.databaseAppPassword());
    }

    private static Program booking(List<Program> programs) {
        return programs.stream()
                .filter(program -> program.name().equals(Place.BOOKING))
                .findFirst()
                .orElseThrow();
    }

    /** Starts it several times, in seconds until it is ready, and lets the last one run. */
    private Rates starts(Program program) throws IOException {
        var seconds = new double[STARTS];
        for (var i = 0; i < STARTS; i++) {
            if (i > 0) {
                running.pop().stop();
            }
            var begun = System.nanoTime();
            start(program);
            seconds[i] = (System.nanoTime() - begun) / 1e9;
        }
        return Rates.of(seconds);
    }

    private Supervisor start(Program program) throws IOException {
        var supervisor = new Supervisor(home, program, java, register);
        running.push(supervisor);
        supervisor.start();
        supervisor.awaitReady(READY_SECONDS);
        return supervisor;
    }

    private void services(List<Program> programs, List<Rates> ready) {
        System.out.printf("%n%-22s %12s %20s %14s%n", "", "ready after", "(three starts)", "memory, idle");
        for (var i = 0; i < programs.size(); i++) {
            var program = programs.get(i);
            var rates = ready.get(i);
            System.out.printf(
                    Locale.ROOT,
                    "%-22s %10.1f s %9.1f to %4.1f s %11.0f MB%n",
                    program.name(),
                    rates.median(),
                    rates.min(),
                    rates.max(),
                    memory(program.name()));
        }
        System.out.printf(
                Locale.ROOT,
                "%-22s %10s %s %31s%n",
                "aim",
                "under " + (int) READY_AIM,
                "s",
                "under %.0f MB".formatted(MEMORY_AIM));
    }

    private double memory(String name) {
        return running.stream()
                .filter(supervisor -> supervisor.name().equals(name))
                .mapToDouble(supervisor -> Memory.resident(supervisor.pid()).orElse(0) / MEGA)
                .findFirst()
                .orElseThrow();
    }

    private void stop() {
        while (!running.isEmpty()) {
            running.pop().stop();
        }
    }

    private void cleanUp() {
        stop();
        if (postgres != null) {
            databases.forEach(postgres::dropDatabase);
            postgres.stop();
        }
        if (rabbit != null) {
            rabbit.deleteVirtualHost(virtualHost);
            rabbit.stop();
        }
        register.clear();
        try (var files = Files.walk(home.data())) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("Not all of %s could be deleted: %s".formatted(home.data(), e.getMessage()));
        }
    }

    private static void say(String line) {
        System.out.println("  " + line);
    }
}
