package dev.throughline.local;

import dev.throughline.parts.PartUnavailable;
import dev.throughline.parts.Ports;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The commands of the local stack. */
public final class Local {

    private static final long DOWN_SECONDS = 90;
    /** Locked until the process ends; a channel that nobody refers to may be closed before. */
    private static FileChannel lock;

    private Local() {}

    public static void main(String[] arguments) throws Exception {
        var command = arguments.length == 0 ? "" : arguments[0];
        var rest = List.of(arguments).subList(Math.min(1, arguments.length), arguments.length);
        try {
            System.exit(run(command, rest));
        } catch (Fatal | PartUnavailable e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static int run(String command, List<String> arguments) throws Exception {
        var home = Home.find();
        return switch (command) {
            case "up" -> up(home, arguments);
            case "ps" -> ps(home);
            case "down" -> down(home);
            case "token" -> token(home, arguments);
            case "sample-day" -> sampleDay(home, new Secrets(home)) ? 0 : 1;
            case "measure" -> measure(home);
            case "fault-run" -> faultRun(home, arguments);
            default ->
                throw new Fatal(
                        "Usage: up [--no-demo] | ps | down | token <group> [tenant] [subject] | sample-day | measure | fault-run");
        };
    }

    private static int up(Home home, List<String> arguments) throws Exception {
        if (!List.of("--no-demo").containsAll(arguments)) {
            throw new Fatal("Usage: up [--no-demo]");
        }
        var register = new Register(home);
        begin(home, register);
        var secrets = new Secrets(home);
        var stack = new Stack(home, secrets, register, Place.STANDARD, Programs.namedCollector());
        var ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stack.stop();
            ended.countDown();
        }));
        System.out.println("Starting Throughline");
        stack.start();
        if (arguments.isEmpty() && !sampleDay(home, secrets)) {
            throw new Fatal("The sample day did not end as its file says; see above.");
        }
        System.out.printf(
                """

                Throughline is up.
                  console           %s/console
                  booking-service   %s   (API: /q/swagger-ui)
                  notifications     %s
                  documents         %s
                  status            %s
                  partner sandbox   %s   (ledger: /sandbox/reservations)
                  caught mail       %s
                  a bearer token    deploy/local/token operator
                  the processes     deploy/local/ps
                Ctrl-C, or deploy/local/down, stops all of it. Its data stay in .throughline.
                """,
                (Object[]) Stream.of(
                                Place.STATUS,
                                Place.BOOKING,
                                Place.NOTIFICATION,
                                Place.DOCUMENT,
                                Place.STATUS,
                                Place.SANDBOX,
                                Place.MAIL)
                        .map(Place.STANDARD::url)
                        .toArray(String[]::new));
        ended.await();
        return 0;
    }

    /** Takes the clone for this process, so that no other one starts a stack in it. */
    private static void begin(Home home, Register register) throws IOException {
        var up = home.run().resolve("up.pid");
        lock = FileChannel.open(home.run().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (lock.tryLock() == null) {
            throw new Fatal("The stack of this clone is up already (process %s). deploy/local/down stops it."
                    .formatted(Files.exists(up) ? Files.readString(up).strip() : "unknown"));
        }
        cleanUp(register);
        Files.writeString(up, Long.toString(ProcessHandle.current().pid()));
    }

    private static int measure(Home home) throws Exception {
        var register = new Register(home);
        begin(home, register);
        new Measure(home, register).run();
        return 0;
    }

    private static int faultRun(Home home, List<String> arguments) throws Exception {
        var wanted = FaultStack.Wanted.of(arguments);
        var own = Home.at(home.root(), home.data().resolve("fault-run"));
        var register = new Register(own);
        begin(own, register);
        return new FaultStack(own, register).run(wanted) ? 0 : 1;
    }

    /** Ends what a stack that was killed has left running. */
    private static void cleanUp(Register register) {
        var left = register.read();
        for (var i = left.size() - 1; i >= 0; i--) {
            var entry = left.get(i);
            if (entry.pid() != 0) {
                entry.process().ifPresent(process -> {
                    System.out.printf("Ending %s (%d), left from a stack that was killed%n", entry.name(), entry.pid());
                    process.descendants().forEach(ProcessHandle::destroy);
                    Processes.end(process, 30);
                });
            }
        }
        register.clear();
    }

    private static int ps(Home home) {
        for (var entry : new Register(home).read()) {
            System.out.printf(
                    "%s %s %d %s%n",
                    entry.name(), entry.pid() == 0 ? "-" : Long.toString(entry.pid()), entry.port(), state(entry));
        }
        return 0;
    }

    private static String state(Entry entry) {
        if (!entry.alive()) {
            return "stopped";
        }
        if (!Ports.listens("127.0.0.1", entry.port())) {
            return "starting";
        }
        return !entry.http() || Health.ready(entry.port()) ? "ready" : "not-ready";
    }

    private static int down(Home home) throws IOException {
        var up = home.run().resolve("up.pid");
        lock = FileChannel.open(home.run().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (lock.tryLock() == null) {
            stop(up);
            return 0;
        }
        cleanUp(new Register(home));
        return 0;
    }

    private static void stop(Path up) throws IOException {
        var pid = Long.parseLong(Files.readString(up).strip());
        var process = ProcessHandle.of(pid).orElse(null);
        if (process != null) {
            process.destroy();
            try {
                process.onExit().get(DOWN_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
                throw new Fatal("The stack (process %d) does not stop; see .throughline/logs.".formatted(pid));
            }
        }
    }

    private static int token(Home home, List<String> arguments) {
        if (arguments.isEmpty() || arguments.size() > 3) {
            throw new Fatal(
                    "Usage: token <group> [tenant] [subject]; groups: customer, operator, supervisor, auditor, service");
        }
        var group = arguments.get(0);
        var tenant = arguments.size() > 1 ? arguments.get(1) : "acme";
        var subject = arguments.size() > 2 ? arguments.get(2) : group + "-1";
        System.out.println(new Tokens(new Secrets(home).privateKey()).token(group, tenant, subject));
        return 0;
    }

    private static boolean sampleDay(Home home, Secrets secrets) throws Exception {
        return new SampleDay(home, Place.STANDARD, new Tokens(secrets.privateKey())).run();
    }
}
