package dev.throughline.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** PostgreSQL's own load program: what the database does when nothing stands before it. */
final class PgBench {

    private static final Pattern RATE = Pattern.compile("(?m)^tps = ([0-9.]+)");
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final long GRACE_SECONDS = 30;
    private static final long NUMBERS_OF_ONE_RUN = 10_000_000_000L;

    private final Path program;
    private final Path script;
    private final MeasuredDatabase database;
    private int runs;

    private PgBench(Path program, Path script, MeasuredDatabase database) {
        this.program = program;
        this.script = script;
        this.database = database;
    }

    /** The program, if it is installed: on the path, or where Debian keeps it. */
    static Optional<Path> find() {
        var path =
                Stream.of(System.getenv().getOrDefault("PATH", "").split(":")).map(Path::of);
        return Stream.concat(path, installations().stream())
                .map(folder -> folder.resolve("pgbench"))
                .filter(Files::isExecutable)
                // Debian's wrapper on the path asks for an installation that may not be there.
                .filter(found -> !found.startsWith("/usr/bin") || !Files.isSymbolicLink(found))
                .findFirst();
    }

    private static List<Path> installations() {
        try (var versions = Files.list(DEBIAN)) {
            return versions.sorted(
                            Comparator.<Path>comparingInt(PgBench::version).reversed())
                    .map(version -> version.resolve("bin"))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static int version(Path folder) {
        var name = folder.getFileName().toString();
        return name.matches("[0-9]{1,3}") ? Integer.parseInt(name) : 0;
    }

    /** Prepares runs of {@code script}, kept in {@code folder}. */
    static PgBench of(Path program, Path folder, String script, MeasuredDatabase database) throws IOException {
        var file = Files.writeString(folder.resolve("pgbench.sql"), script);
        return new PgBench(program, file, database);
    }

    /** Transactions per second of {@code clients} that run the script for {@code seconds}. */
    double run(int clients, int seconds) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(program.toString(), "--no-vacuum", "--protocol=prepared"));
        command.addAll(List.of("--client=" + clients, "--jobs=1", "--time=" + seconds));
        command.addAll(List.of("--define=n=0", "--define=run=" + ++runs * NUMBERS_OF_ONE_RUN));
        command.addAll(List.of("--file=" + script, "--host=" + database.host(), "--port=" + database.port()));
        command.addAll(List.of("--username=" + database.user(), database.name()));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PGPASSWORD", database.password());
        var process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(seconds + GRACE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new Fatal("pgbench failed:\n" + output.strip());
        }
        var rate = RATE.matcher(output);
        if (!rate.find()) {
            throw new Fatal("pgbench told no rate:\n" + output.strip());
        }
        return Double.parseDouble(rate.group(1));
    }
}
