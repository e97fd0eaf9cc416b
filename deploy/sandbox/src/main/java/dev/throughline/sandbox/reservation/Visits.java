package dev.throughline.sandbox.reservation;

import dev.throughline.sandbox.fault.Fault;
import dev.throughline.sandbox.fault.Faults;
import dev.throughline.sandbox.fault.Struck;
import dev.throughline.sandbox.request.RequestLog;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Requests to a partner, with whatever is to go wrong. What is begun is done, whether or not somebody waits for it. */
@ApplicationScoped
public class Visits {

    private static final Logger LOG = Logger.getLogger(Visits.class);
    private static final Duration HOLD = Duration.ofMinutes(1);
    private static final Duration DELAY = Duration.ofSeconds(1);

    private final Faults faults;
    private final RequestLog log;

    Visits(Faults faults, RequestLog log) {
        this.faults = faults;
        this.log = log;
    }

    /**
     * One request.
     *
     * @param refusal how the partner's protocol says no: with a status, and in words
     */
    public record Visit(
            String partner,
            Fault.Operation operation,
            String reference,
            String reservation,
            Struck struck,
            HttpServerRequest http,
            BiFunction<Integer, String, Response> refusal) {}

    /** A request that has been understood; what strikes it is used up. */
    public Visit of(
            String partner,
            Fault.Operation operation,
            String reference,
            String reservation,
            HttpServerRequest http,
            BiFunction<Integer, String, Response> refusal) {
        var struck = faults.strike(operation, reference, partner);
        return new Visit(partner, operation, reference, reservation, struck, http, refusal);
    }

    /** Has {@code deed} done and answered, as far as the faults let it. */
    public Uni<Response> serve(Visit visit, Supplier<Uni<Response>> deed) {
        if (visit.struck().by(Fault.Kind.drop_before)) {
            note(visit, null);
            return hangUp(visit, Duration.ZERO);
        }
        var wait = visit.struck().by(Fault.Kind.delay) ? visit.struck().delay(Fault.Kind.delay, DELAY) : Duration.ZERO;
        var done = after(wait)
                .chain(deed::get)
                .map(response -> said(visit, response))
                .onFailure()
                .recoverWithItem(failure -> failed(visit, failure));
        return detached(done).chain(response -> finish(visit, response));
    }

    /** Goes on when the client has hung up, which would cancel it otherwise. */
    private static <T> Uni<T> detached(Uni<T> work) {
        var running = work.memoize().indefinitely();
        running.subscribe().with(done -> {}, failure -> LOG.errorf("Not served: %s", failure));
        return running;
    }

    private Response said(Visit visit, Response response) {
        if (visit.struck().by(Fault.Kind.timeout_after)) {
            note(visit, null);
            return response;
        }
        var said = visit.struck().by(Fault.Kind.error_after)
                ? visit.refusal().apply(500, "Something went wrong.")
                : response;
        note(visit, said.getStatus());
        return said;
    }

    private Response failed(Visit visit, Throwable failure) {
        LOG.errorf("A request to %s failed: %s", visit.operation(), failure.getMessage());
        note(visit, 500);
        return visit.refusal().apply(500, "It could not be recorded.");
    }

    private Uni<Response> finish(Visit visit, Response response) {
        return visit.struck().by(Fault.Kind.timeout_after)
                ? hangUp(visit, visit.struck().delay(Fault.Kind.timeout_after, HOLD))
                : Uni.createFrom().item(response);
    }

    private static Uni<Response> hangUp(Visit visit, Duration after) {
        return after(after)
                .invoke(() -> visit.http().connection().close())
                .chain(() -> Uni.createFrom().nothing());
    }

    private static Uni<Void> after(Duration wait) {
        var now = Uni.createFrom().voidItem();
        return wait.isZero() ? now : now.onItem().delayIt().by(wait);
    }

    private void note(Visit visit, Integer status) {
        log.add(new RequestLog.Entry(
                Instant.now(),
                visit.partner(),
                visit.operation(),
                visit.reference(),
                visit.reservation(),
                visit.struck().kinds(),
                status));
    }
}
