package dev.throughline.sandbox.callback;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.sandbox.callback.Callback.Waits;
import dev.throughline.sandbox.fault.Fault;
import dev.throughline.sandbox.fault.Struck;
import dev.throughline.sandbox.reservation.Reservation;
import dev.throughline.sandbox.reservation.SandboxSettings;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Decides what is told of a change, when, how often, and after what. Only versions that there were are told. */
@ApplicationScoped
public class CallbackPlan {

    private static final Duration LATE = Duration.ofSeconds(2);

    private final SandboxSettings settings;
    private final ObjectMapper json;

    CallbackPlan(SandboxSettings settings, ObjectMapper json) {
        this.settings = settings;
        this.json = json;
    }

    /** What is told of a reservation that has just been made. */
    public List<Callback> made(Reservation made, Struck struck) {
        var held = made.status() == Reservation.Status.held;
        var told = told(made, struck, held && struck.by(Fault.Kind.callback_out_of_order) ? Waits.for_newer : null);
        if (struck.by(Fault.Kind.stale_callback)) {
            told.addAll(told(made, Struck.NOTHING, held ? Waits.for_newer : Waits.for_others));
        }
        return enabled(told);
    }

    /** What is told when it has been confirmed; {@code struck} is what struck the request that made it. */
    public List<Callback> confirmed(Reservation confirmed, Struck struck) {
        return enabled(told(confirmed, struck, null));
    }

    /** What is told of a cancellation. What it was {@code before} has been told already: late, it is told once more. */
    public List<Callback> cancelled(Reservation before, Reservation cancelled, Struck struck) {
        var told = told(cancelled, struck, null);
        if (struck.by(Fault.Kind.stale_callback) || struck.by(Fault.Kind.callback_out_of_order)) {
            told.addAll(told(before, Struck.NOTHING, Waits.for_others));
        }
        return enabled(told);
    }

    private List<Callback> enabled(List<Callback> told) {
        return settings.callback().url().isEmpty() ? List.of() : told;
    }

    private List<Callback> told(Reservation at, Struck struck, Waits waits) {
        var late = struck.by(Fault.Kind.callback_late) ? struck.delay(Fault.Kind.callback_late, LATE) : Duration.ZERO;
        var due = Instant.now().plus(late);
        var told = new ArrayList<Callback>();
        told.add(new Callback(
                id(),
                0,
                at.partner(),
                at.id(),
                at.version(),
                waits,
                body(at),
                due,
                due.plus(settings.callback().retryFor())));
        if (struck.by(Fault.Kind.callback_twice)) {
            told.add(told.get(0).again());
        }
        return told;
    }

    private String body(Reservation at) {
        var data = json.createObjectNode()
                .put("id", at.id())
                .put("reference", at.reference())
                .put("status", at.status().name())
                .put("version", at.version())
                .put("updatedAt", at.updatedAt().toString());
        if (at.reason() != null) {
            data.put("reason", at.reason());
        }
        var body = json.createObjectNode()
                .put("type", "reservation.updated")
                .put("timestamp", at.updatedAt().toString());
        body.set("data", data);
        return body.toString();
    }

    private static String id() {
        return "msg_" + UUID.randomUUID().toString().replace("-", "");
    }
}
