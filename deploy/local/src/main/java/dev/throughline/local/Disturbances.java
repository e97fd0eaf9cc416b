package dev.throughline.local;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Strikes the programs and the parts of a stack, one after the other, in an order that the seed gives. */
final class Disturbances {

    private static final int SHORTEST_PAUSE_MILLIS = 300;
    private static final int MORE_PAUSE_MILLIS = 2_500;
    // Longer than a lease of the local stack, 4 s.
    private static final int SHORTEST_STOP_MILLIS = 4_500;
    private static final int MORE_STOP_MILLIS = 2_500;
    private static final long LONGEST_START_SECONDS = 120;

    /** What is done to the stack. */
    enum Kind {
        kill_service("a service killed", 5),
        stop_service("a service stopped for longer than a lease", 4),
        kill_partner("the partner killed", 1),
        stop_partner("the partner stopped", 1),
        restart_broker("the broker restarted", 1),
        restart_database("the database killed and restarted", 1);

        final String words;
        final int share;

        Kind(String words, int share) {
            this.words = words;
            this.share = share;
        }
    }

    private final FaultRun.Site site;
    private final Random random;
    private final Map<Kind, Integer> done = new EnumMap<>(Kind.class);
    private final Set<ProcessHandle> stopped = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    /** Of the parts of {@code site}, only servers of our own are struck. */
    Disturbances(FaultRun.Site site, long seed) {
        this.site = site;
        this.random = new Random(seed);
    }

    /** Something that can be asked whether it still goes on. */
    interface Going {
        boolean on();
    }

    /** Strikes until {@code going} is over, and in any case until each kind has had its turn. All that was stopped goes on. */
    void strike(Going going) throws IOException, InterruptedException {
        try {
            do {
                for (var kind : turn()) {
                    TimeUnit.MILLISECONDS.sleep(SHORTEST_PAUSE_MILLIS + random.nextInt(MORE_PAUSE_MILLIS));
                    awaitStrength();
                    strike(kind);
                }
            } while (going.on());
        } finally {
            timer.shutdown();
            timer.awaitTermination(1, TimeUnit.MINUTES);
            for (var process : stopped) {
                Processes.resume(process);
            }
        }
    }

    /** Two services may be down at a time, or a slow machine would never have all that are needed. */
    private void awaitStrength() throws InterruptedException {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_START_SECONDS);
        while (ready().size() < Stack.SERVICES.size() - 1 && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    private List<String> ready() {
        return Stack.SERVICES.stream()
                .filter(service -> Health.ready(site.place().port(service)))
                .toList();
    }

    private List<Kind> turn() {
        var turn = new ArrayList<Kind>();
        for (var kind : Kind.values()) {
            turn.addAll(Collections.nCopies(kind.share, kind));
        }
        Collections.shuffle(turn, random);
        return turn;
    }

    private void strike(Kind kind) throws IOException, InterruptedException {
        var service = service();
        var millis = SHORTEST_STOP_MILLIS + random.nextInt(MORE_STOP_MILLIS);
        var struck =
                switch (kind) {
                    case kill_service -> kill(service);
                    case stop_service -> stop(service, millis);
                    case kill_partner -> kill(Place.SANDBOX);
                    case stop_partner -> stop(Place.SANDBOX, millis);
                    case restart_broker -> restartBroker();
                    case restart_database -> restartDatabase();
                };
        if (struck) {
            done.merge(kind, 1, Integer::sum);
        }
    }

    /** One that the seed chooses; the next one, if that is down already. */
    private String service() {
        var first = random.nextInt(Stack.SERVICES.size());
        var ready = ready();
        return IntStream.range(first, first + Stack.SERVICES.size())
                .mapToObj(i -> Stack.SERVICES.get(i % Stack.SERVICES.size()))
                .filter(ready::contains)
                .findFirst()
                .orElse(Stack.SERVICES.get(first));
    }

    private boolean kill(String program) {
        return process(program).map(ProcessHandle::destroyForcibly).orElse(false);
    }

    private boolean stop(String program, int millis) throws IOException, InterruptedException {
        var process = process(program).filter(stopped::add);
        if (process.isEmpty()) {
            return false;
        }
        Processes.pause(process.get());
        timer.schedule(() -> goOn(process.get()), millis, TimeUnit.MILLISECONDS);
        return true;
    }

    private Void goOn(ProcessHandle process) throws IOException, InterruptedException {
        Processes.resume(process);
        stopped.remove(process);
        return null;
    }

    private boolean restartBroker() {
        var rabbit = site.rabbit();
        if (rabbit.isPrivate()) {
            rabbit.restart();
        }
        return rabbit.isPrivate();
    }

    private boolean restartDatabase() {
        var postgres = site.postgres();
        if (postgres.isPrivate()) {
            postgres.kill();
            postgres.restart();
        }
        return postgres.isPrivate();
    }

    private Optional<ProcessHandle> process(String program) {
        return site.register().read().stream()
                .filter(entry -> entry.name().equals(program))
                .flatMap(entry -> entry.process().stream())
                .findFirst();
    }

    /** How often each kind has struck. */
    Map<Kind, Integer> done() {
        return done;
    }
}
