package dev.throughline.booking.partner;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.parts.Ports;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** The partner sandbox as the build has made it, with its faults and its ledger. */
final class SandboxUnderTest implements AutoCloseable {

    static final String JSON = "application/json";

    private final URI uri;
    private final ProgramUnderTest program;

    private SandboxUnderTest(URI uri, ProgramUnderTest program) {
        this.uri = uri;
        this.program = program;
    }

    static SandboxUnderTest start(Path data) {
        return start(data, Map.of());
    }

    /** @param manners in which it is to differ from what it is by itself */
    static SandboxUnderTest start(Path data, Map<String, String> manners) {
        var uri = URI.create("http://127.0.0.1:" + Ports.free());
        return new SandboxUnderTest(uri, ProgramUnderTest.sandbox(uri, data, manners));
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
