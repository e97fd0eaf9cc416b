package dev.throughline.local;

import dev.throughline.parts.Postgres;
import dev.throughline.parts.Rabbit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Many bookings while everything goes wrong that may: faults of the partner, services and the partner killed or stopped, broker
 * and database restarted. Afterwards nothing may be lost, done twice, or unexplained.
 */
final class FaultRun {

    private static final int AT_ONCE = 8;
    private static final Duration PATIENCE = Duration.ofMinutes(6);
    private static final long SETTLE_SECONDS = 240;
    private static final long SETTLE_BOOKINGS_A_SECOND = 5;
    /** The longest wait between two tries of a callback, and a little: what is late comes within. */
    private static final long LATE_NEWS_SECONDS = 12;

    private static final int MOST_SHOWN = 50;

    private final Site site;
    private final int bookings;
    private final long seed;
    private final Client operator;
    private final Strikes strikes;
    private final FaultBookings booker;
    private final DeadLetters deadLetters;
    private final Disturbances disturbances;
    private final List<String> violations = new ArrayList<>();

    /** A running stack, of which everything may be struck. */
    record Site(Place place, Tokens tokens, Register register, Postgres postgres, Rabbit rabbit) {}

    FaultRun(Site site, int bookings, long seed) {
        var name = "faults-" + Long.toHexString(seed);
        this.site = site;
        this.bookings = bookings;
        this.seed = seed;
        this.operator = new Client(site.tokens().token("operator", name, "operator-1"), PATIENCE);
        this.strikes = new Strikes(site.place(), operator);
        var customer = new Client(site.tokens().token("customer", name, "customer-1"), PATIENCE);
        this.booker = new FaultBookings(site.place(), name, customer, operator, strikes);
        this.deadLetters = new DeadLetters(site.place(), operator);
        this.disturbances = new Disturbances(site, seed);
    }

    /** Runs it and prints what came of it; answers whether everything is as it must be. */
    boolean run() throws Exception {
        System.out.printf("%nFault run: %d bookings, seed %d%n", bookings, seed);
        var begun = System.nanoTime();
        var placed = bookWhileStruck();
        strikes.clear();
        var struck = System.nanoTime();
        var reckoning = settle(placed);
        print(reckoning, seconds(begun, struck), seconds(struck, System.nanoTime()));
        return violations.isEmpty();
    }

    private static double seconds(long from, long to) {
        return (to - from) / 1e9;
    }

    private Set<String> bookWhileStruck() throws Exception {
        var workers = Executors.newFixedThreadPool(AT_ONCE);
        try {
            var going = new ArrayList<Future<String>>();
            for (var number = 0; number < bookings; number++) {
                going.add(begin(workers, number));
            }
            disturbances.strike(() -> !going.stream().allMatch(Future::isDone));
            return placed(going);
        } finally {
            workers.shutdownNow();
        }
    }

    private Future<String> begin(ExecutorService workers, int number) {
        return workers.submit(() -> booker.carryOut(FaultPlan.of(seed, number)));
    }

    private Set<String> placed(List<Future<String>> going) throws InterruptedException, TimeoutException {
        var placed = new HashSet<String>();
        for (var number = 0; number < going.size(); number++) {
            try {
                placed.add(going.get(number).get(30, TimeUnit.MINUTES));
            } catch (ExecutionException e) {
                violations.add("booking %d failed: %s".formatted(number, e.getCause()));
            }
        }
        return placed;
    }

    /** Waits until everything is as it must be, at most for a while, and looks once more when late news would have come. */
    private Reckoning settle(Set<String> placed) throws Exception {
        var patience = SETTLE_SECONDS + bookings / SETTLE_BOOKINGS_A_SECOND;
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(patience);
        awaitNothingOpen(deadline);
        while (!compare(placed).isEmpty() && System.nanoTime() < deadline) {
            TimeUnit.SECONDS.sleep(1);
        }
        TimeUnit.SECONDS.sleep(LATE_NEWS_SECONDS);
        awaitNothingOpen(deadline);
        var reckoning = new Reckoning(site.place(), operator, placed);
        violations.addAll(reckoning.violations());
        violations.addAll(deadLetters.violations());
        return reckoning;
    }

    private List<String> compare(Set<String> placed) throws Exception {
        return new Reckoning(site.place(), operator, placed).violations();
    }

    private void awaitNothingOpen(long deadline) throws Exception {
        while (!deadLetters.nothingIsOpen() || deadLetters.replay()) {
            if (System.nanoTime() > deadline) {
                violations.add("some work is still not done");
                return;
            }
            TimeUnit.MILLISECONDS.sleep(500);
        }
    }

    private void print(Reckoning reckoning, double struck, double settled) throws Exception {
        System.out.printf("struck for            %.0f s, settled and compared after %.0f s more%n", struck, settled);
        System.out.printf("at the partner        %d faults%n", strikes.planned());
        disturbances.done().forEach((kind, times) -> System.out.printf("%4d times            %s%n", times, kind.words));
        reckoning.print();
        System.out.printf(
                "dead letters          %d replays; %d mails in doubt, which nobody repeats%n",
                deadLetters.replays(), deadLetters.inDoubt());
        violations.stream().limit(MOST_SHOWN).forEach(violation -> System.out.println("VIOLATED: " + violation));
        System.out.printf(
                "%s Again: deploy/local/fault-run --bookings %d --seed %d%n",
                violations.isEmpty()
                        ? "Nothing is lost, done twice, gone back or unexplained."
                        : violations.size() + " violations.",
                bookings,
                seed);
    }
}
