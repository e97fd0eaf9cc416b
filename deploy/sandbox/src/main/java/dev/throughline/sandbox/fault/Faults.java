package dev.throughline.sandbox.fault;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;

/** The faults to come. Faults of different kinds strike together; of one kind, the first that is not used up. */
@ApplicationScoped
public class Faults {

    private static final class Planned {
        private final Fault fault;
        private int left;

        Planned(Fault fault) {
            this.fault = fault;
            this.left = fault.times();
        }

        Fault remaining() {
            return new Fault(
                    fault.operation(), fault.fault(), left, fault.delayMs(), fault.reference(), fault.partner());
        }
    }

    private final List<Planned> plan = new ArrayList<>();

    synchronized void replace(List<Fault> faults) {
        plan.clear();
        faults.forEach(fault -> plan.add(new Planned(fault)));
    }

    synchronized List<Fault> remaining() {
        return plan.stream()
                .filter(planned -> planned.left > 0)
                .map(Planned::remaining)
                .toList();
    }

    /** What strikes this request; each fault that does is used up by one. */
    public synchronized Struck strike(Fault.Operation operation, String reference, String partner) {
        var struck = new EnumMap<Fault.Kind, Fault>(Fault.Kind.class);
        for (var planned : plan) {
            var fault = planned.fault;
            if (planned.left > 0
                    && fault.strikes(operation, reference, partner)
                    && !struck.containsKey(fault.fault())) {
                planned.left--;
                struck.put(fault.fault(), fault);
            }
        }
        return new Struck(struck);
    }
}
