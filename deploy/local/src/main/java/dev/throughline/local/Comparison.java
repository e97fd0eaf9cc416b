package dev.throughline.local;

import java.util.List;
import java.util.Locale;

/**
 * Compares how many bookings one process accepts with how often the database writes the same rows when nothing stands before
 * it. The process is an {@code api} alone: jobs and events wait, as they would for workers of their own.
 */
final class Comparison {

    private static final int CLIENTS = 16;
    private static final int PAIRS = 3;
    private static final int SECONDS = 5;
    private static final int MIN_WARM_UP_RUNS = 4;
    private static final int MAX_WARM_UP_RUNS = 12;
    private static final double STILL_FASTER = 1.05;
    private static final double RATIO_AIM = 60;
    private static final int MILLIS = 1000;

    private final Home home;
    private final Secrets secrets;
    private final Program booking;
    private final long pid;

    /** {@code booking}: what runs, as {@code pid}, and is ready. */
    Comparison(Home home, Secrets secrets, Program booking, long pid) {
        this.home = home;
        this.secrets = secrets;
        this.booking = booking;
        this.pid = pid;
    }

    void run() throws Exception {
        var pgbench = PgBench.find();
        if (pgbench.isEmpty()) {
            System.out.printf(
                    "%nAccepted bookings are not measured: there is no pgbench here to compare with. It comes with "
                            + "PostgreSQL (Debian: apt-get install postgresql).%n");
            return;
        }
        var database = MeasuredDatabase.of(booking.environment());
        var token = new Tokens(secrets.privateKey()).token("customer", "acme", "measure");
        try (var connection = database.connect()) {
            var bookings = new Acceptance(booking.port(), token, connection);
            var rows = new SameRows(connection);
            var script = rows.script("booking", bookings.one());
            var bench = PgBench.of(pgbench.get(), home.run(), script, database);
            warmUp(bookings);
            bench.run(CLIENTS, 2);
            compare(bookings, bench, rows.tables());
        }
    }

    /** Until it gets hardly faster any more, within a minute. */
    private static void warmUp(Acceptance bookings) throws Exception {
        var before = 0.0;
        var now = bookings.run(CLIENTS, SECONDS);
        for (var runs = 1;
                runs < MAX_WARM_UP_RUNS && (runs < MIN_WARM_UP_RUNS || now > STILL_FASTER * before);
                runs++) {
            before = now;
            now = bookings.run(CLIENTS, SECONDS);
        }
    }

    private void compare(Acceptance bookings, PgBench bench, List<String> tables) throws Exception {
        var service = new double[PAIRS];
        var database = new double[PAIRS];
        var ratio = new double[PAIRS];
        var cost = new double[PAIRS];
        for (var i = 0; i < PAIRS; i++) {
            var before = processorSeconds();
            service[i] = bookings.run(CLIENTS, SECONDS);
            cost[i] = MILLIS * (processorSeconds() - before) / (service[i] * SECONDS);
            database[i] = bench.run(CLIENTS, SECONDS);
            ratio[i] = 100 * service[i] / database[i];
        }
        System.out.printf(
                "%n%d clients, %d runs of %d s in turn%9s %8s %8s%n",
                CLIENTS, PAIRS, SECONDS, "lowest", "median", "highest");
        print("POST /bookings, accepted a second", Rates.of(service));
        print("pgbench, the same rows a second", Rates.of(database));
        print("the one in %% of the other, aim %.0f".formatted(RATIO_AIM), Rates.of(ratio));
        System.out.printf(
                Locale.ROOT,
                "A booking costs the service %.2f ms of a processor.%n",
                Rates.of(cost).median());
        System.out.printf("The rows are one transaction's in %s.%n", String.join(", ", tables));
    }

    private double processorSeconds() {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .map(time -> time.toMillis() / (double) MILLIS)
                .orElse(0.0);
    }

    private static void print(String what, Rates rates) {
        System.out.printf(Locale.ROOT, "%-36s %8.0f %8.0f %8.0f%n", what, rates.min(), rates.median(), rates.max());
    }
}
