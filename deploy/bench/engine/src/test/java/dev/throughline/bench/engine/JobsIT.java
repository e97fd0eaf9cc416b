package dev.throughline.bench.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.parts.TestParts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** {@code deploy/bench/jobs} with a few jobs: that it works, not how fast anything is. */
class JobsIT {

    private static final int JOBS = 2 * (20 + 5);

    @Test
    void eachContenderRunsEachJobOnce() throws Exception {
        var output = run("--rounds", "1", "--jobs", "20", "--paced", "5", "--rate", "100");

        var report = String.join("\n", output);
        assertTrue(output.contains("Every job was executed exactly once."), report);
        for (var contender : List.of("throughline", "db-scheduler", "transaction-outbox")) {
            var lines = output.stream()
                    .filter(line -> line.startsWith(contender + " "))
                    .toList();
            assertEquals(3, lines.size(), report);
            var counts = lines.get(2).replaceAll(" +", " ");
            assertTrue(counts.startsWith("%s %d %d 0 0 0".formatted(contender, JOBS, JOBS)), report);
        }
        assertTrue(report.contains("its ledger: %d succeeded with one attempt".formatted(JOBS)), report);
        assertTrue(output.stream().anyMatch(line -> line.startsWith("Beside ")), report);
        assertEquals(List.of(), databasesLeft());
    }

    private static List<String> run(String... arguments) throws Exception {
        var postgres = TestParts.postgres();
        var command = new java.util.ArrayList<String>();
        command.add(Path.of("").toAbsolutePath().getParent().resolve("jobs").toString());
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .put(
                        "THROUGHLINE_POSTGRES",
                        "postgresql://%s@%s:%d".formatted(postgres.adminUser(), postgres.host(), postgres.port()));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("JAVA_TOOL_OPTIONS", "");
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(1, TimeUnit.MINUTES), output);
        assertEquals(0, process.exitValue(), output);
        return output.lines().toList();
    }

    private static List<String> databasesLeft() throws SQLException {
        try (var connection = TestParts.postgres().connect("postgres");
                var query = connection.prepareStatement(
                        "select datname from pg_database where datname like 'throughline_bench%'");
                var found = query.executeQuery()) {
            var names = new java.util.ArrayList<String>();
            while (found.next()) {
                names.add(found.getString(1));
            }
            return names;
        }
    }
}
