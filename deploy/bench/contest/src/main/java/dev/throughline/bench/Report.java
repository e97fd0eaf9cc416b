package dev.throughline.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What is printed: each contender beside the others, round by round, and what its database has counted. */
final class Report {

    private static final double MILLI = 1e3;
    private static final double AIM = 2;

    private final String ours;
    private final Map<String, List<Score>> scores;

    /** {@code scores}: of each contender, one for each round, {@code ours} first. */
    Report(String ours, Map<String, List<Score>> scores) {
        this.ours = ours;
        this.scores = scores;
    }

    String text(Plan plan) {
        var text = new StringBuilder();
        text.append("%nEnqueue to done, jobs a second         median   least    most   ours beside it (each round)%n"
                .formatted());
        for (var name : scores.keySet()) {
            var figures = figures(name, Score::perSecond);
            text.append(line(
                    "%-36s %8.0f %7.0f %7.0f   %s%n",
                    name,
                    Score.median(figures),
                    Score.least(figures),
                    Score.greatest(figures),
                    beside(name, Score::perSecond)));
        }
        text.append("%nPick-up at %d jobs a second, ms      median p50     p99   p99: ours beside it (each round)%n"
                .formatted(plan.perSecond()));
        for (var name : scores.keySet()) {
            text.append(line(
                    "%-36s %10.2f %7.2f   %s%n",
                    name,
                    Score.median(figures(name, Score::middle)) / MILLI,
                    Score.median(figures(name, Score::most)) / MILLI,
                    beside(name, Score::most)));
        }
        return text.append(aims()).toString();
    }

    private String aims() {
        var rival = scores.keySet().stream()
                .filter(name -> !name.equals(ours))
                .max((one, other) -> Double.compare(
                        Score.median(figures(one, Score::perSecond)), Score.median(figures(other, Score::perSecond))))
                .orElseThrow();
        var throughput = Score.median(ratios(rival, Score::perSecond));
        var latency = Score.median(ratios(rival, Score::most));
        return line(
                "%nBeside %s, the faster of the others: %.2f times its throughput (aim: %.0f, %s), %.2f times its p99 (aim: 1, %s)%n",
                rival, throughput, AIM, reached(throughput >= AIM), latency, reached(latency <= 1));
    }

    private static String reached(boolean so) {
        return so ? "reached" : "not reached";
    }

    private String beside(String name, ToDoubleFunction<Score> what) {
        if (name.equals(ours)) {
            return "";
        }
        var ratios = ratios(name, what);
        var each = new ArrayList<String>();
        ratios.forEach(ratio -> each.add(line("%.2f", ratio)));
        return line("%.2f times  (%s)", Score.median(ratios), String.join(" ", each));
    }

    /** Ours divided by theirs, of each round: what else the machine did then, it did to both. */
    private List<Double> ratios(String name, ToDoubleFunction<Score> what) {
        var our = figures(ours, what);
        var their = figures(name, what);
        var ratios = new ArrayList<Double>();
        for (var i = 0; i < our.size(); i++) {
            ratios.add(our.get(i) / Math.max(their.get(i), 1));
        }
        return ratios;
    }

    private List<Double> figures(String name, ToDoubleFunction<Score> what) {
        return scores.get(name).stream().map(score -> what.applyAsDouble(score)).toList();
    }

    static String counts(Map<String, Counts> counts) {
        var text = new StringBuilder(
                "%nCounted by the database              enqueued   ran once   ran again   not run   left%n"
                        .formatted());
        counts.forEach((name, count) -> text.append(line(
                "%-36s %8d %10d %11d %9d %6d%s%n",
                name,
                count.enqueued(),
                count.once(),
                count.again(),
                count.never(),
                count.left(),
                count.ledger() < 0 ? "" : "   its ledger: %d succeeded with one attempt".formatted(count.ledger()))));
        return text.toString();
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
