package dev.throughline.local;

import dev.throughline.parts.Postgres;
import dev.throughline.parts.Rabbit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** A stack for a fault run alone, beside any other: with parts of its own, which are struck too. */
final class FaultStack {

    private static final String VIRTUAL_HOST = "throughline-faults";

    private final Home home;
    private final Register register;
    private final Secrets secrets;

    /** {@code home}: where its data are; they are deleted unless something was violated. */
    FaultStack(Home home, Register register) {
        this.home = home;
        this.register = register;
        this.secrets = new Secrets(home);
    }

    /** What the command was asked for. */
    record Wanted(int bookings, long seed) {

        private static final int BOOKINGS = 200;
        private static final int MOST = 1_000_000;
        private static final String USAGE = "Usage: fault-run [--bookings N] [--seed S]";

        static Wanted of(List<String> arguments) {
            long bookings = BOOKINGS;
            var seed = (long) ThreadLocalRandom.current().nextInt(1_000_000);
            for (var i = 0; i < arguments.size(); i += 2) {
                var value = i + 1 < arguments.size() ? number(arguments.get(i + 1)) : 0;
                switch (arguments.get(i)) {
                    case "--bookings" -> bookings = value;
                    case "--seed" -> seed = value;
                    default -> throw new Fatal(USAGE);
                }
            }
            if (bookings < 1 || bookings > MOST || arguments.size() % 2 != 0) {
                throw new Fatal(USAGE);
            }
            return new Wanted((int) bookings, seed);
        }

        private static long number(String text) {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) {
                throw new Fatal(USAGE);
            }
        }
    }

    /** Answers whether everything was as it must be. */
    boolean run(Wanted wanted) throws Exception {
        var place = Place.free();
        var stack = new Stack(home, secrets, register, place, Optional.empty());
        var stopping = new Thread(stack::stop);
        Runtime.getRuntime().addShutdownHook(stopping);
        Stack.build(home);
        System.out.println("Starting a stack for the fault run");
        var postgres = Postgres.startPrivate(home.data().resolve("postgres"));
        var rabbit = Rabbit.startPrivate(home.data().resolve("rabbitmq"));
        rabbit.createVirtualHost(VIRTUAL_HOST);
        stack.start(Java.newest(), postgres, rabbit, VIRTUAL_HOST);
        var site = new FaultRun.Site(place, new Tokens(secrets.privateKey()), register, postgres, rabbit);
        var well = new FaultRun(site, wanted.bookings(), wanted.seed()).run();
        stack.stop();
        Runtime.getRuntime().removeShutdownHook(stopping);
        if (well) {
            delete();
        } else {
            System.out.println("Logs and data are in " + home.data());
        }
        return well;
    }

    private void delete() {
        try (var files = Files.walk(home.data())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("Not all of %s could be deleted: %s".formatted(home.data(), e.getMessage()));
        }
    }
}
