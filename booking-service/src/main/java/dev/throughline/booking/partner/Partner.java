package dev.throughline.booking.partner;

import dev.throughline.kit.job.OwnContext;
import dev.throughline.kit.time.TimeSource;
import io.smallrye.faulttolerance.api.CircuitBreakerState;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.util.TypeLiteral;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException;
import org.jboss.logging.Logger;

/**
 * One partner behind its timeout, circuit breaker and bulkhead. What the guards refuse has provably not been sent; what they
 * give up may have happened. A breaker that opens here opens for all replicas.
 */
public final class Partner {

    private static final Logger LOG = Logger.getLogger(Partner.class);
    private static final int QUEUE = 1_000;
    private static final Duration SHORTLY = Duration.ofSeconds(1);
    private static final PartnerAnswer LEFT_ALONE =
            new PartnerAnswer.WithoutEffect("The partner is left alone for now; nothing was sent.", null);
    private static final PartnerAnswer CROWDED =
            new PartnerAnswer.WithoutEffect("Too many requests wait for this partner; nothing was sent.", null);

    private final String id;
    private final PartnerSettings.Partner settings;
    private final PartnerConnector connector;
    private final PartnerBreakers breakers;
    private final TimeSource time;
    private final TypedGuard<Uni<PartnerAnswer>> guard;
    private volatile CircuitBreakerState breaker = CircuitBreakerState.CLOSED;
    private volatile Instant openedAt;
    private volatile SubscriptionState subscription;

    Partner(
            String id,
            PartnerSettings.Partner settings,
            PartnerConnector connector,
            PartnerBreakers breakers,
            TimeSource time) {
        this.id = id;
        this.settings = settings;
        this.connector = connector;
        this.breakers = breakers;
        this.time = time;
        this.guard = guard();
    }

    private TypedGuard<Uni<PartnerAnswer>> guard() {
        return TypedGuard.create(new TypeLiteral<Uni<PartnerAnswer>>() {})
                .withDescription("partner " + id)
                .withTimeout()
                .duration(settings.timeout().toMillis(), ChronoUnit.MILLIS)
                .done()
                .withBulkhead()
                .limit(settings.concurrency())
                .queueSize(QUEUE)
                .done()
                .withCircuitBreaker()
                .requestVolumeThreshold(settings.breaker().window())
                .failureRatio(settings.breaker().failureRatio())
                .delay(settings.breaker().delay().toMillis(), ChronoUnit.MILLIS)
                .skipOn(BulkheadException.class)
                .onStateChange(this::breakerChanged)
                .done()
                .build();
    }

    private void breakerChanged(CircuitBreakerState state) {
        breaker = state;
        if (state == CircuitBreakerState.OPEN) {
            openedAt = time.instant();
        }
    }

    /** Sends one request. The answer arrives on the caller's Vert.x context. */
    public Uni<PartnerAnswer> call(Function<PartnerConnector, Uni<PartnerAnswer>> request) {
        return guard.get(() -> request.apply(connector).invoke(this::requireAnswer))
                .onFailure(Trouble.class)
                .recoverWithItem(trouble -> ((Trouble) trouble).answer())
                .onFailure()
                .recoverWithItem(this::notAnswered)
                .invoke(this::note)
                .emitOn(OwnContext.current());
    }

    // To the breaker, a partner that cannot be reached or fails is a failure; one that says no is not.
    private void requireAnswer(PartnerAnswer answer) {
        if (answer instanceof PartnerAnswer.Uncertain || answer instanceof PartnerAnswer.WithoutEffect) {
            throw new Trouble(answer);
        }
    }

    private PartnerAnswer notAnswered(Throwable failure) {
        if (failure instanceof CircuitBreakerOpenException) {
            return LEFT_ALONE;
        }
        if (failure instanceof BulkheadException) {
            return CROWDED;
        }
        if (failure instanceof TimeoutException) {
            return new PartnerAnswer.Uncertain(
                    "No answer within %d ms.".formatted(settings.timeout().toMillis()), null);
        }
        return new PartnerAnswer.Uncertain("The request ended unexpectedly: " + failure.getMessage(), null);
    }

    // Not waited for: the answer is what counts, and every later one brings the breakers up to date as well.
    private void note(PartnerAnswer answer) {
        if (answer instanceof PartnerAnswer.Known
                || answer instanceof PartnerAnswer.Free
                || answer instanceof PartnerAnswer.Subscribed
                || answer instanceof PartnerAnswer.Refused) {
            tell(breakers.answered(id));
        } else if (answer != LEFT_ALONE && answer != CROWDED && isFailing()) {
            tell(breakers.open(id, answer.detail(), time.instant().plus(delay())));
        }
    }

    private boolean isFailing() {
        return breaker == CircuitBreakerState.OPEN || !breakers.of(id).closed();
    }

    private void tell(Uni<Void> others) {
        others.subscribe()
                .with(
                        told -> {},
                        failure -> LOG.warnf(
                                "Other replicas do not know how partner %s is: %s", id, failure.getMessage()));
    }

    private Duration delay() {
        return settings.breaker().delay();
    }

    public String id() {
        return id;
    }

    public PartnerSettings.Partner settings() {
        return settings;
    }

    public PartnerConnector connector() {
        return connector;
    }

    /** Whether it can be asked to call back. */
    public boolean callsBack() {
        return connector.callsBack();
    }

    /** Whether it has been asked to call back, as far as this process knows; {@code null} if nobody wants it to. */
    public SubscriptionState subscription() {
        return subscription;
    }

    /** Notes whether it has been asked to call back. */
    public void subscribed(SubscriptionState state) {
        subscription = state;
    }

    /** Why the partner is left alone; {@code null} if it is not. */
    String breakerReason() {
        return breakers.of(id).reason();
    }

    /** Whether it fails, and is not to be asked for now but by one who tries. */
    public boolean isLeftAlone() {
        return !breakers.of(id).closed();
    }

    /**
     * How long the partner is still to be left alone: nothing if it may be asked now. When the time for a probe has come, one
     * caller of one replica may ask, and the others wait for how that goes.
     */
    Uni<Duration> untilAsked() {
        var now = time.instant();
        var wait = max(untilOwnProbe(now), untilProbe(now));
        if (!wait.isZero() || breakers.of(id).closed()) {
            return Uni.createFrom().item(wait);
        }
        var next = delay().compareTo(settings.timeout()) < 0 ? settings.timeout() : delay();
        return breakers.probe(id, now.plus(next)).map(ours -> ours ? Duration.ZERO : max(untilProbe(now), SHORTLY));
    }

    // Another replica may have closed it for all, while the breaker of this one still waits.
    private Duration untilOwnProbe(Instant now) {
        var opened = openedAt;
        return breaker == CircuitBreakerState.OPEN && opened != null
                ? positive(Duration.between(now, opened.plus(delay())))
                : Duration.ZERO;
    }

    private Duration untilProbe(Instant now) {
        var probe = breakers.of(id).nextProbeAt();
        return probe == null ? Duration.ZERO : positive(Duration.between(now, probe));
    }

    private static Duration positive(Duration wait) {
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    /** Carries an answer that counts as a failure through the guards. */
    private static final class Trouble extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient PartnerAnswer answer;

        Trouble(PartnerAnswer answer) {
            super(answer.detail(), null, false, false);
            this.answer = answer;
        }

        PartnerAnswer answer() {
            return answer;
        }
    }
}
