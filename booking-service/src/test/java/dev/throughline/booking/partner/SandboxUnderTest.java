package dev.throughline.booking.partner;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.parts.Ports;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The partner sandbox as the build has made it, with its faults and its ledger. */
final class SandboxUnderTest implements AutoCloseable {

    static final String JSON = "application/json";

    private static final Path BUILT = Path.of("../deploy/sandbox/target/quarkus-app/quarkus-run.jar");

    private final URI uri;
    private final ProgramUnderTest program;

    private SandboxUnderTest(URI uri, ProgramUnderTest program) {
        this.uri = uri;
        this.program = program;
    }

    /** @param settings properties that differ from its own, as {@code key=value} */
    static SandboxUnderTest start(Path data, String... settings) {
        var uri = URI.create("http://127.0.0.1:" + Ports.free());
        var arguments = new ArrayList<>(List.of("-Xmx256m"));
        for (var setting : settings) {
            arguments.add("-D" + setting);
        }
        arguments.addAll(List.of("-jar", BUILT.toString()));
        var program = ProgramUnderTest.start(
                BUILT,
                arguments,
                Map.of(
                        "QUARKUS_HTTP_HOST", "127.0.0.1",
                        "QUARKUS_HTTP_PORT", String.valueOf(uri.getPort()),
                        "SANDBOX_DATA", data.toString()),
                uri.resolve("/q/health/ready"));
        return new SandboxUnderTest(uri, program);
    }

    /** One that somebody else has started, and will stop. */
    static SandboxUnderTest running(URI uri) {
        return new SandboxUnderTest(uri, null);
    }

    URI at(String path) {
        return uri.resolve(path);
    }

    /**
     * More than once, since the way sends a look-up again that was not answered.
     *
     * @param reference {@code null} for any
     */
    void plan(String operation, String fault, String reference) {
        plan(operation, fault, reference, 9, 300);
    }

    void plan(String operation, String fault, String reference, int times, int delayMs) {
        plan("""
                [{"operation": "%s", "fault": "%s", "times": %d, "delayMs": %d, "reference": %s}]
                """.formatted(operation, fault, times, delayMs, reference == null ? null : "\"" + reference + "\""));
    }

    /** @param faults all that there are to be, as the sandbox reads them */
    void plan(String faults) {
        Wire.send("PUT", at("/sandbox/faults"), JSON, faults);
    }

    void noFaults() {
        plan("[]");
    }

    JsonNode ledger(String reference) {
        var query = "/sandbox/reservations?reference=" + URLEncoder.encode(reference, StandardCharsets.UTF_8);
        return Wire.send("GET", at(query), JSON, null);
    }

    @Override
    public void close() {
        program.close();
    }
}
