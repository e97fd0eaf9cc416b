package dev.throughline.bench;

import dev.throughline.parts.PartUnavailable;
import dev.throughline.parts.Parts;
import dev.throughline.parts.Postgres;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Has our job engine and others take turns on one PostgreSQL, each in a process and a database of its own, of which nothing is
 * left.
 */
public final class Contest {

    private static final String OURS = "throughline";

    private final Path root;
    private final Plan plan;
    private final Postgres postgres;
    private final List<String> databases = Collections.synchronizedList(new ArrayList<>());
    private final List<Entrant> entrants = Collections.synchronizedList(new ArrayList<>());

    private Contest(Path root, Plan plan, Postgres postgres) {
        this.root = root;
        this.plan = plan;
        this.postgres = postgres;
    }

    /** Runs it as the arguments say; the exit code is 1 if a job was not executed exactly once. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) {
        var root = Path.of(System.getProperty("throughline.root"));
        try {
            var plan = Plan.of(List.of(arguments));
            var postgres = Parts.postgres(root.resolve(".throughline/bench"), line -> System.out.println("  " + line));
            return new Contest(root, plan, postgres).run() ? 0 : 1;
        } catch (IllegalArgumentException | PartUnavailable e) {
            System.err.println(e.getMessage());
            return 2;
        } catch (IOException e) {
            System.err.println("The contest was broken off: " + e.getMessage());
            return 2;
        }
    }

    private boolean run() throws IOException {
        Runtime.getRuntime().addShutdownHook(new Thread(this::cleanUp));
        System.out.printf(
                "%d rounds of %d jobs as fast as they go and %d at %d a second; %d producers, %d workers, %d connections; Java %s, %d processors.%n",
                plan.rounds(),
                plan.jobs(),
                plan.paced(),
                plan.perSecond(),
                plan.producers(),
                plan.workers(),
                plan.connections(),
                Runtime.version().feature(),
                Runtime.getRuntime().availableProcessors());
        enter(OURS, List.of("-jar", built("engine/target/quarkus-app/quarkus-run.jar")));
        enterPeer("db-scheduler");
        enterPeer("transaction-outbox");
        var scores = takeTurns();
        System.out.print(new Report(OURS, scores).text(plan));
        var counts = new LinkedHashMap<String, Counts>();
        for (var entrant : entrants) {
            counts.put(entrant.name(), Counts.of(entrant.ask("count")));
        }
        System.out.print(Report.counts(counts));
        var complete = counts.values().stream().allMatch(count -> count.complete(plan.total()));
        System.out.println(
                complete ? "Every job was executed exactly once." : "Not every job was executed exactly once.");
        return complete;
    }

    private void enterPeer(String name) throws IOException {
        var classes = built("peers/target/peers.jar") + File.pathSeparator + built("peers/target/lib/*");
        enter(name, List.of("-cp", classes, "dev.throughline.bench.peers.Peers", name));
    }

    private String built(String what) {
        return root + "/deploy/bench/" + what;
    }

    private void enter(String name, List<String> program) throws IOException {
        var database = "throughline_bench_%s_%d"
                .formatted(name.replace('-', '_'), ProcessHandle.current().pid());
        databases.add(database);
        entrants.add(Entrant.start(name, program, postgres.createDatabase(database), plan));
    }

    /** The first round only warms up; who begins changes from round to round. */
    private Map<String, List<Score>> takeTurns() throws IOException {
        var scores = new LinkedHashMap<String, List<Score>>();
        entrants.forEach(entrant -> scores.put(entrant.name(), new ArrayList<>()));
        var order = new ArrayList<>(entrants);
        for (var round = 0; round <= plan.rounds(); round++) {
            for (var entrant : order) {
                var score = turn(entrant);
                if (round > 0) {
                    scores.get(entrant.name()).add(score);
                }
            }
            Collections.rotate(order, 1);
        }
        return scores;
    }

    private Score turn(Entrant entrant) throws IOException {
        entrant.ask("prepare");
        var perSecond = entrant.ask("throughput " + plan.jobs());
        entrant.ask("prepare");
        return Score.of(perSecond, entrant.ask("paced %d %d".formatted(plan.paced(), plan.perSecond())));
    }

    private void cleanUp() {
        List.copyOf(entrants).forEach(Entrant::stop);
        List.copyOf(databases).forEach(postgres::dropDatabase);
        postgres.stop();
    }
}
