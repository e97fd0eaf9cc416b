package dev.throughline.sandbox.fault;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** The faults that strike one request, at most one of a kind. */
public record Struck(Map<Fault.Kind, Fault> faults) {

    public static final Struck NOTHING = new Struck(Map.of());

    public boolean by(Fault.Kind kind) {
        return faults.containsKey(kind);
    }

    /** How long the fault of this kind waits; {@code otherwise} if it does not say. */
    public Duration delay(Fault.Kind kind, Duration otherwise) {
        var fault = faults.get(kind);
        return fault == null || fault.delayMs() == null ? otherwise : Duration.ofMillis(fault.delayMs());
    }

    public Set<Fault.Kind> kinds() {
        return Set.copyOf(faults.keySet());
    }
}
