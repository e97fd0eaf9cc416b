package dev.throughline.booking.partner;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A partner's program that the build has made, run as a process of its own. */
final class ProgramUnderTest implements AutoCloseable {

    private static final Path SANDBOX = Path.of("../deploy/sandbox/target/quarkus-app/quarkus-run.jar");
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final Process process;
    private final Path log;

    private ProgramUnderTest(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts it and waits until {@code ready} answers 200.
     *
     * @param built what the build of its module leaves behind
     */
    static ProgramUnderTest start(Path built, List<String> arguments, Map<String, String> environment, URI ready) {
        if (!Files.exists(built)) {
            throw new IllegalStateException("%s is missing: build with 'verify', which builds the partners first."
                    .formatted(built.toAbsolutePath().normalize()));
        }
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(arguments);
        try {
            var log = Files.createTempFile(Path.of("target"), "partner-", ".log");
            var builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .redirectInput(new File("/dev/null"));
            builder.environment().putAll(environment);
            var program = new ProgramUnderTest(builder.start(), log);
            program.awaitReady(ready);
            return program;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The partner sandbox at {@code address}, with its ledger in {@code data} and {@code manners} of its own. */
    static ProgramUnderTest sandbox(URI address, Path data, Map<String, String> manners) {
        var environment = new HashMap<>(manners);
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", String.valueOf(address.getPort()));
        environment.put("SANDBOX_DATA", data.toString());
        return start(
                SANDBOX,
                List.of("-Xmx256m", "-jar", SANDBOX.toString()),
                environment,
                address.resolve("/q/health/ready"));
    }

    private void awaitReady(URI ready) {
        var client = HttpClient.newHttpClient();
        var request =
                HttpRequest.newBuilder(ready).timeout(Duration.ofSeconds(30)).build();
        try {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(200))
                    .ignoreExceptionsMatching(failure -> process.isAlive())
                    .until(() -> client.send(request, HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == 200);
        } catch (RuntimeException e) {
            close();
            throw new IllegalStateException("It did not start; see " + log.toAbsolutePath(), e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
