package dev.throughline.booking.callback;

import dev.throughline.booking.partner.CallbackAddress;
import dev.throughline.booking.partner.Partner;
import dev.throughline.booking.partner.PartnerConnector;
import dev.throughline.booking.partner.Partners;
import dev.throughline.booking.partner.SubscriptionState;
import dev.throughline.kit.job.JobSettings;
import dev.throughline.kit.job.OwnContext;
import dev.throughline.kit.time.TimeSource;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/**
 * Sees to it that partners that can be asked to call back have been, from the start of this process and again and again: soon after
 * it did not work, every {@code throughline.callbacks.check-every} after it did. Asking changes nothing if nothing is amiss, so
 * every process does it. That it fails is told in the log, by {@code GET /partners} and by a metric, and stops nothing.
 */
@ApplicationScoped
class CallbackSubscriptions {

    private static final Logger LOG = Logger.getLogger(CallbackSubscriptions.class);
    private static final String METRIC = "throughline.callbacks.subscribed";
    private static final Duration SOON = Duration.ofSeconds(5);

    private final Partners partners;
    private final CallbackSettings settings;
    private final JobSettings jobs;
    private final OwnContext ownContext;
    private final TimeSource time;
    private final MeterRegistry meters;
    private final Vertx vertx;
    private final Map<String, Long> timers = new ConcurrentHashMap<>();
    private volatile boolean stopped;

    CallbackSubscriptions(
            Partners partners,
            CallbackSettings settings,
            JobSettings jobs,
            OwnContext ownContext,
            TimeSource time,
            MeterRegistry meters,
            Vertx vertx) {
        this.partners = partners;
        this.settings = settings;
        this.jobs = jobs;
        this.ownContext = ownContext;
        this.time = time;
        this.meters = meters;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent event) {
        settings.publicUrl().ifPresent(CallbackSubscriptions::requireWhole);
        callingBack().forEach(this::measure);
        if (jobs.automatic()) {
            // Processes that start together need not all ask in the same moment, when there is none yet.
            callingBack().forEach(partner -> watch(partner, Duration.ofMillis(1 + random(SOON.toMillis())), SOON));
        }
    }

    private static long random(long bound) {
        return ThreadLocalRandom.current().nextLong(bound);
    }

    private static void requireWhole(URI url) {
        var web = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
        if (!web || url.getHost() == null || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalStateException(
                    "throughline.callbacks.public-url must be a whole http or https URL, as partners reach this service by, not '%s'."
                            .formatted(url));
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
        timers.values().forEach(vertx::cancelTimer);
    }

    /** Those that are to be asked; nobody if it is not known where they would reach us. */
    private List<Partner> callingBack() {
        return settings.publicUrl().isEmpty()
                ? List.of()
                : partners.all().stream().filter(Partner::callsBack).toList();
    }

    private void measure(Partner partner) {
        Gauge.builder(METRIC, partner, CallbackSubscriptions::active)
                .description("Whether the partner has been asked to call back, and does")
                .tag("partner", partner.id())
                .register(meters);
    }

    private static double active(Partner partner) {
        var subscription = partner.subscription();
        return subscription != null && subscription.active() ? 1 : 0;
    }

    private void watch(Partner partner, Duration wait, Duration again) {
        if (!stopped) {
            timers.put(partner.id(), vertx.setTimer(wait.toMillis(), ignored -> lookThenWatch(partner, again)));
        }
    }

    private void lookThenWatch(Partner partner, Duration again) {
        look(partner).subscribe().with(state -> {
            var every = settings.checkEvery();
            var next = state.settled() || again.compareTo(every) > 0 ? every : again;
            watch(partner, next, state.settled() ? SOON : next.multipliedBy(2));
        });
    }

    /** Has one partner asked, unless it has been already; the returned {@code Uni} does not fail. */
    Uni<SubscriptionState> look(Partner partner) {
        return ownContext
                .run(() -> asked(partner))
                .onFailure()
                .recoverWithItem(failure -> SubscriptionState.failed(
                        "It could not be asked (%s)."
                                .formatted(failure.getClass().getSimpleName()),
                        time.instant()))
                .invoke(state -> note(partner, state));
    }

    private Uni<SubscriptionState> asked(Partner partner) {
        var secrets = CallbackSecret.usable(partner);
        if (secrets.isEmpty()) {
            var why = "The configuration has no secret for this partner's callbacks, so none would be accepted.";
            return Uni.createFrom().item(SubscriptionState.failed(why, time.instant()));
        }
        if (partner.isLeftAlone()) {
            return Uni.createFrom()
                    .item(SubscriptionState.failed("The partner is left alone for now.", time.instant()));
        }
        var wanted = new CallbackAddress(endpoint(partner), secrets.get(0));
        return partner.call((PartnerConnector connector) -> connector.subscribe(wanted))
                .map(answer -> SubscriptionState.of(answer, time.instant()));
    }

    private URI endpoint(Partner partner) {
        var base = settings.publicUrl().orElseThrow().toString().replaceAll("/+$", "");
        return URI.create("%s/partners/%s/callbacks".formatted(base, partner.id()));
    }

    private void note(Partner partner, SubscriptionState state) {
        var before = partner.subscription();
        partner.subscribed(state);
        if (before != null && before.state().equals(state.state())) {
            return;
        }
        var level = state.active() || state.waiting() ? Logger.Level.INFO : Logger.Level.WARN;
        LOG.logf(level, "Callbacks of partner %s are %s: %s", partner.id(), state.state(), state.detail());
    }
}
