package dev.throughline.sandbox.request;

import dev.throughline.sandbox.fault.Fault;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/** The last ten thousand requests to the partners. */
@ApplicationScoped
public class RequestLog {

    private static final int KEPT = 10_000;

    /**
     * One request.
     *
     * @param status what it was answered; {@code null} if it was not
     */
    @RegisterForReflection
    public record Entry(
            Instant at,
            String partner,
            Fault.Operation operation,
            String reference,
            String reservation,
            Set<Fault.Kind> faults,
            Integer status) {}

    private final Deque<Entry> entries = new ArrayDeque<>();

    public synchronized void add(Entry entry) {
        if (entries.size() == KEPT) {
            entries.removeFirst();
        }
        entries.addLast(entry);
    }

    synchronized List<Entry> all() {
        return List.copyOf(entries);
    }

    synchronized void clear() {
        entries.clear();
    }
}
