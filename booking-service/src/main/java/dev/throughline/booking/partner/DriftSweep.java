package dev.throughline.booking.partner;

import dev.throughline.booking.booking.Bookings;
import dev.throughline.kit.job.JobSettings;
import dev.throughline.kit.job.OwnContext;
import dev.throughline.kit.roles.Role;
import dev.throughline.kit.roles.Roles;
import dev.throughline.kit.time.Ids;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.Origin;
import dev.throughline.kit.work.UnitOfWork;
import dev.throughline.kit.work.Work;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Has live bookings compared with their partners, round and round: first those that never were, the nearest visit in front, then
 * those whose last comparison is longest ago.
 *
 * <p>Guarantees: of all processes one does each step, and the steps keep the pace, restarts included; a booking is marked and its
 * job enqueued in one transaction, so a process that dies between loses none. Partners that are left alone are passed over, and no
 * more than five minutes' worth of comparisons wait for one partner.
 */
@ApplicationScoped
class DriftSweep {

    private static final Logger LOG = Logger.getLogger(DriftSweep.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final int STEPS_A_MINUTE = 6;
    private static final int MOST_A_MINUTE = 6_000;
    private static final int MINUTES_WAITING = 5;
    private static final int PASSED = 200;
    private static final Instant NEVER_AGAIN = Instant.parse("9999-01-01T00:00:00Z");

    private final DriftLedger ledger;
    private final Partners partners;
    private final Bookings bookings;
    private final PartnerJobs jobs;
    private final UnitOfWork unitOfWork;
    private final OwnContext ownContext;
    private final DriftSettings settings;
    private final JobSettings jobSettings;
    private final Roles roles;
    private final TimeSource time;
    private final Vertx vertx;
    private final AtomicBoolean busy = new AtomicBoolean();
    private long timer = -1;

    DriftSweep(
            DriftLedger ledger,
            Partners partners,
            Bookings bookings,
            PartnerJobs jobs,
            UnitOfWork unitOfWork,
            OwnContext ownContext,
            DriftSettings settings,
            JobSettings jobSettings,
            Roles roles,
            TimeSource time,
            Vertx vertx) {
        this.ledger = ledger;
        this.partners = partners;
        this.bookings = bookings;
        this.jobs = jobs;
        this.unitOfWork = unitOfWork;
        this.ownContext = ownContext;
        this.settings = settings;
        this.jobSettings = jobSettings;
        this.roles = roles;
        this.time = time;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent event) {
        if (settings.perMinute() < 1 || settings.perMinute() > MOST_A_MINUTE) {
            throw new IllegalStateException("throughline.drift.per-minute must be from 1 to %d, not %d."
                    .formatted(MOST_A_MINUTE, settings.perMinute()));
        }
        if (settings.enabled() && jobSettings.automatic() && roles.has(Role.worker)) {
            timer = vertx.setPeriodic(LOOK.toMillis(), ignored -> run());
        }
    }

    void stop(@Observes ShutdownEvent event) {
        if (timer >= 0) {
            vertx.cancelTimer(timer);
        }
    }

    private void run() {
        if (busy.compareAndSet(false, true)) {
            step().onTermination()
                    .invoke(() -> busy.set(false))
                    .subscribe()
                    .with(
                            begun -> {},
                            failure -> LOG.debugf("Bookings will be compared later: %s", failure.getMessage()));
        }
    }

    /** Has the next bookings compared if it is time, and no other process has done so; answers how many. */
    Uni<Integer> step() {
        return ownContext.run(() -> ledger.claimStep(pause())
                .chain(ours -> ours ? begin() : Uni.createFrom().item(0)));
    }

    private int batch() {
        return Math.max(1, settings.perMinute() / STEPS_A_MINUTE);
    }

    private Duration pause() {
        return Duration.ofMinutes(1).multipliedBy(batch()).dividedBy(settings.perMinute());
    }

    private Uni<Integer> begin() {
        var asked = partners.all().stream()
                .filter(partner -> !partner.isLeftAlone())
                .map(Partner::id)
                .toList();
        return ledger.due(asked, settings.perMinute() * MINUTES_WAITING, batch() + PASSED)
                .map(this::chosen)
                .onItem()
                .transformToMulti(byTenant -> Multi.createFrom().iterable(byTenant.entrySet()))
                .onItem()
                .transformToUniAndConcatenate(each -> enqueue(each.getKey(), each.getValue()))
                .collect()
                .with(Collectors.summingInt(begun -> begun));
    }

    /** As many as the pace allows, and those whose visit has passed, by tenant. */
    private Map<String, List<DriftLedger.Due>> chosen(List<DriftLedger.Due> due) {
        var coming = due.stream().filter(each -> !each.passed()).limit(batch());
        var passed = due.stream().filter(DriftLedger.Due::passed);
        return Stream.concat(coming, passed)
                .collect(Collectors.groupingBy(DriftLedger.Due::tenant, LinkedHashMap::new, Collectors.toList()));
    }

    private Uni<Integer> enqueue(String tenant, List<DriftLedger.Due> due) {
        var coming = due.stream().filter(each -> !each.passed()).toList();
        return unitOfWork
                .perform(Origin.system("drift", tenant, Ids.next()), work -> mark(work, due, coming))
                .replaceWith(coming.size())
                .onFailure()
                .invoke(failure -> LOG.warnf("Bookings of %s will be compared later: %s", tenant, failure.getMessage()))
                .onFailure()
                .recoverWithItem(0);
    }

    private Uni<Void> mark(Work work, List<DriftLedger.Due> due, List<DriftLedger.Due> coming) {
        coming.forEach(each -> work.enqueue(jobs.verify(each.booking(), each.partner())));
        return bookings.dueForComparison(ids(coming, false), time.instant())
                .chain(() -> bookings.dueForComparison(ids(due, true), NEVER_AGAIN))
                .replaceWithVoid();
    }

    private static List<UUID> ids(List<DriftLedger.Due> due, boolean passed) {
        return due.stream()
                .filter(each -> each.passed() == passed)
                .map(DriftLedger.Due::booking)
                .toList();
    }
}
