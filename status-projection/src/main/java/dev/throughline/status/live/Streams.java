package dev.throughline.status.live;

import dev.throughline.kit.problem.ProblemType;
import dev.throughline.kit.problem.Problems;
import dev.throughline.kit.time.TimeSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/** All open streams of this process: counted, looked after, and ended with it. */
@ApplicationScoped
class Streams {

    private static final int EARLY = 50;
    private static final long TICK_MILLIS = 500;
    private static final Duration COME_AGAIN = Duration.ofSeconds(10);

    private final StreamSettings settings;
    private final TimeSource time;
    private final Vertx vertx;
    private final Set<Client> clients = ConcurrentHashMap.newKeySet();
    private final ConcurrentMap<String, Integer> open = new ConcurrentHashMap<>();
    private long timer;

    Streams(StreamSettings settings, TimeSource time, Vertx vertx, MeterRegistry meters) {
        this.settings = settings;
        this.time = time;
        this.vertx = vertx;
        meters.gaugeCollectionSize("throughline.status.streams", Tags.empty(), clients);
    }

    void start(@Observes StartupEvent event) {
        timer = vertx.setPeriodic(TICK_MILLIS, ignored -> tick());
    }

    // Before the server waits for open requests to end.
    void stop(@Observes @Priority(EARLY) ShutdownEvent event) {
        vertx.cancelTimer(timer);
        clients.forEach(client -> client.end("This process stops; connect again."));
    }

    private void tick() {
        var now = time.instant();
        clients.forEach(client -> client.tick(now, settings));
    }

    /** Opens a stream; a problem (429) if the tenant has too many. */
    Multi<OutboundSseEvent> open(Client.Asking asking, Function<Client, Source> source) {
        var tenant = asking.tenant();
        if (open.merge(tenant, 1, Integer::sum) > settings.perTenant()) {
            left(tenant);
            throw Problems.retryLater(
                    ProblemType.TOO_MANY_REQUESTS,
                    "The tenant has %d streams open here, which is the limit.".formatted(settings.perTenant()),
                    COME_AGAIN);
        }
        return Multi.createFrom().emitter(emitter -> begin(asking, emitter, source), BackPressureStrategy.BUFFER);
    }

    private void begin(
            Client.Asking asking, MultiEmitter<? super OutboundSseEvent> emitter, Function<Client, Source> source) {
        var client = new Client(asking, emitter);
        var told = source.apply(client);
        clients.add(client);
        emitter.onTermination(() -> {
            clients.remove(client);
            left(asking.tenant());
            told.ended();
        });
        client.follow(told);
    }

    private void left(String tenant) {
        open.computeIfPresent(tenant, (same, count) -> count == 1 ? null : count - 1);
    }
}
