package dev.throughline.kit.job;

import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The kinds of jobs that this service knows, each with its handler. */
@ApplicationScoped
public class JobKinds {

    private final Map<String, JobHandler> handlers;

    JobKinds(@All List<JobHandler> handlers) {
        this.handlers = handlers.stream().collect(Collectors.toUnmodifiableMap(JobHandler::kind, Function.identity()));
    }

    /**
     * The handler of {@code kind}.
     *
     * @throws IllegalArgumentException if no handler of this service has this kind
     */
    public JobHandler named(String kind) {
        var handler = handlers.get(kind);
        if (handler == null) {
            throw new IllegalArgumentException(
                    "No handler for jobs of kind '%s'; this service has %s.".formatted(kind, handlers.keySet()));
        }
        return handler;
    }

    /** The names of all kinds. */
    public List<String> names() {
        return List.copyOf(handlers.keySet());
    }
}
