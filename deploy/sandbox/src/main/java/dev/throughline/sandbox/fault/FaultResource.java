package dev.throughline.sandbox.fault;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.throughline.sandbox.problem.Problems;
import dev.throughline.sandbox.reservation.SandboxSettings;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Plans faults. */
@Path("/sandbox/faults")
public class FaultResource {

    private static final int MAX_FAULTS = 1_000;

    private static final int MAX_TIMES = 1_000_000;
    private static final int MAX_DELAY_MILLIS = 3_600_000;
    private static final int MAX_TEXT = 200;

    private final Faults faults;
    private final SandboxSettings settings;
    private final ObjectReader reader;

    FaultResource(Faults faults, SandboxSettings settings, ObjectMapper json) {
        this.faults = faults;
        this.settings = settings;
        this.reader = json.readerFor(Fault.class)
                .with(
                        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                        DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .without(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
    }

    /** Replaces the plan. */
    @PUT
    public List<Fault> plan(JsonNode plan) {
        if (plan == null || !plan.isArray() || plan.size() > MAX_FAULTS) {
            throw refuse("Send an array of at most %d faults.".formatted(MAX_FAULTS));
        }
        var planned = new ArrayList<Fault>();
        plan.forEach(item -> planned.add(read(item)));
        faults.replace(planned);
        return faults.remaining();
    }

    @GET
    public List<Fault> remaining() {
        return faults.remaining();
    }

    @DELETE
    public void clear() {
        faults.replace(List.of());
    }

    private Fault read(JsonNode item) {
        if (!item.isObject()) {
            throw refuse("A fault is an object.");
        }
        try {
            var fault = reader.<Fault>readValue(item);
            var times = item.hasNonNull("times") ? fault.times() : 1;
            var read = new Fault(
                    fault.operation(), fault.fault(), times, fault.delayMs(), fault.reference(), fault.partner());
            check(read);
            return read;
        } catch (IOException e) {
            throw refuse("A fault has operation, one of %s, and fault, one of %s; times, delayMs, reference, partner."
                    .formatted(List.of(Fault.Operation.values()), List.of(Fault.Kind.values())));
        }
    }

    private void check(Fault fault) {
        if (fault.operation() == null || fault.fault() == null) {
            throw refuse("Each fault needs an operation and a fault.");
        }
        if (fault.times() < 1 || fault.times() > MAX_TIMES) {
            throw refuse("times must be from 1 to %d.".formatted(MAX_TIMES));
        }
        if (fault.delayMs() != null && (fault.delayMs() < 0 || fault.delayMs() > MAX_DELAY_MILLIS)) {
            throw refuse("delayMs must be from 0 to %d.".formatted(MAX_DELAY_MILLIS));
        }
        if (fault.reference() != null && fault.reference().length() > MAX_TEXT) {
            throw refuse("reference must have at most %d characters.".formatted(MAX_TEXT));
        }
        if (fault.partner() != null && !settings.partners().containsKey(fault.partner())) {
            throw refuse("partner must be one of %s."
                    .formatted(settings.partners().keySet().stream().sorted().toList()));
        }
    }

    private static HttpProblem refuse(String message) {
        return Problems.of(400, message);
    }
}
