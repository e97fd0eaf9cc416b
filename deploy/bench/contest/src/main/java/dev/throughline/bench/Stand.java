package dev.throughline.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/**
 * Where a contender stands in a process of its own, and does what the contest tells it line by line: {@code prepare},
 * {@code throughput <jobs>}, {@code paced <jobs> <per second>}, {@code count}. Each is answered in one line that begins with
 * {@code contest}.
 */
public final class Stand {

    static final String ANSWER = "contest ";

    private final Contender contender;
    private final Executions executions;
    private final Connection onlooker;
    private final Turn turn;

    private Stand(Contender contender, Executions executions, Setting setting, Connection onlooker) {
        this.contender = contender;
        this.executions = executions;
        this.onlooker = onlooker;
        this.turn = new Turn(contender, executions, setting, onlooker);
    }

    /** Serves until standard input ends. The jobs of {@code contender} report to {@code executions}. */
    public static void serve(Contender contender, Executions executions, Setting setting)
            throws IOException, SQLException {
        try (var onlooker = setting.connect();
                var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            var stand = new Stand(contender, executions, setting, onlooker);
            contender.pause();
            System.out.println(ANSWER + "ready");
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                System.out.println(ANSWER + stand.answer(line.split(" ")));
            }
        }
    }

    private String answer(String[] words) throws SQLException {
        return switch (words[0]) {
            case "prepare" -> prepare();
            case "throughput" -> throughput(Integer.parseInt(words[1]));
            case "paced" -> paced(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
            case "count" -> count();
            default -> throw new IllegalArgumentException("Nobody knows what to do about '%s'.".formatted(words[0]));
        };
    }

    /** Nobody's turn is spoilt by the cleaning up after an earlier one. */
    private String prepare() throws SQLException {
        try (var statement = onlooker.createStatement()) {
            statement.execute("vacuum analyze");
        }
        System.gc();
        return "prepared";
    }

    private String throughput(int jobs) throws SQLException {
        contender.resume();
        var nanos = turn.throughput(jobs);
        contender.pause();
        return Long.toString(Math.round(jobs * 1e9 / nanos));
    }

    private String paced(int jobs, int perSecond) throws SQLException {
        contender.resume();
        var waited = turn.paced(jobs, perSecond);
        contender.pause();
        return percentile(waited, 50) + " " + percentile(waited, 99);
    }

    /** In microseconds, of values in ascending order: the smallest that so many of a hundred do not exceed. */
    static long percentile(long[] sorted, int percent) {
        var rank = (int) Math.ceil(sorted.length * percent / 100.0);
        return TimeUnit.NANOSECONDS.toMicros(sorted[Math.max(rank, 1) - 1]);
    }

    private String count() throws SQLException {
        record(turn.enqueued());
        var ledger = contender.ledger();
        return "%d %d %d %d %d %d"
                .formatted(
                        turn.ask("select count(*) from execution"),
                        turn.ask("select count(*) from execution where times = 1"),
                        turn.ask("select count(*) from execution where times > 1"),
                        turn.ask("select count(*) from execution where times = 0"),
                        turn.open(),
                        ledger == null ? -1 : turn.ask(ledger));
    }

    private void record(int jobs) throws SQLException {
        try (var statement = onlooker.createStatement()) {
            statement.execute("create table execution (number int primary key, times int not null)");
        }
        try (var insert = onlooker.prepareStatement("insert into execution select number - 1, times from "
                + "unnest(?) with ordinality as e (times, number)")) {
            var times = new Integer[jobs];
            java.util.Arrays.setAll(times, executions::times);
            insert.setArray(1, onlooker.createArrayOf("int", times));
            insert.executeUpdate();
        }
    }
}
