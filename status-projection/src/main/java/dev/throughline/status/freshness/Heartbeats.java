package dev.throughline.status.freshness;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.throughline.kit.event.Event;
import dev.throughline.kit.event.NewEvent;
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
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Proves how fresh the views are: a heartbeat goes the way of every event, through an outbox, its relay, the broker and the
 * queue of the projection. When it arrives, what was in the queue before it has been taken out before it. When none arrives,
 * whatever the reason, nothing is proven and the lag grows; that holds with every worker dead too. Of all processes one
 * sends, since they share a row.
 */
@ApplicationScoped
public class Heartbeats {

    /** Type and routing key. */
    public static final String TYPE = "projection.heartbeat";

    // No token can name this tenant.
    private static final String TENANT = "_throughline";
    private static final Logger LOG = Logger.getLogger(Heartbeats.class);

    private static final String TURN = """
            insert into projection (name, sent_at) values (?1, cast(cast(?2 as text) as timestamptz))
            on conflict (name) do update set sent_at = excluded.sent_at
            where projection.sent_at <= cast(cast(?3 as text) as timestamptz)
            """;

    // A claim is not needed to recognise a heartbeat that comes again: it proves nothing new.
    private static final String ARRIVED = """
            with before as (select last_id from projection where name = ?1),
                 forgotten as (delete from inbox i using before b where i.consumer = ?1 and i.message_id = b.last_id)
            update projection set last_id = ?2, proven_at = greatest(proven_at, cast(cast(?3 as text) as timestamptz))
            where name = ?1
            """;

    private final UnitOfWork unitOfWork;
    private final OwnContext ownContext;
    private final FreshnessSettings settings;
    private final Roles roles;
    private final TimeSource time;
    private final Vertx vertx;
    private final AtomicBoolean busy = new AtomicBoolean();
    private long timer = -1;

    Heartbeats(
            UnitOfWork unitOfWork,
            OwnContext ownContext,
            FreshnessSettings settings,
            Roles roles,
            TimeSource time,
            Vertx vertx) {
        this.unitOfWork = unitOfWork;
        this.ownContext = ownContext;
        this.settings = settings;
        this.roles = roles;
        this.time = time;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent event) {
        if (roles.has(Role.worker)) {
            timer = vertx.setPeriodic(1, settings.heartbeat().toMillis(), ignored -> beat());
        }
    }

    void stop(@Observes ShutdownEvent event) {
        if (timer >= 0) {
            vertx.cancelTimer(timer);
        }
    }

    private void beat() {
        if (busy.compareAndSet(false, true)) {
            ownContext
                    .run(() -> unitOfWork.perform(Origin.system("heartbeat", TENANT, Ids.next()), this::send))
                    .onTermination()
                    .invoke(() -> busy.set(false))
                    .subscribe()
                    .with(done -> {}, failure -> LOG.debugf("No heartbeat was sent: %s", failure.getMessage()));
        }
    }

    private Uni<Void> send(Work work) {
        var now = time.instant();
        // Half an interval: the timers of several processes do not tick together.
        var before = now.minus(settings.heartbeat().dividedBy(2));
        return work.session()
                .createNativeQuery(TURN)
                .setParameter(1, Lag.PROJECTION)
                .setParameter(2, now.toString())
                .setParameter(3, before.toString())
                .executeUpdate()
                .invoke(rows -> {
                    if (rows == 1) {
                        work.publish(new NewEvent(
                                Ids.next(),
                                TYPE,
                                1,
                                "heartbeat/" + Lag.PROJECTION,
                                1,
                                now,
                                JsonNodeFactory.instance.objectNode()));
                    }
                })
                .replaceWithVoid();
    }

    /** Notes that a heartbeat has come through. */
    public Uni<Void> arrived(Work work, Event event) {
        return work.session()
                .createNativeQuery(ARRIVED)
                .setParameter(1, Lag.PROJECTION)
                .setParameter(2, event.id())
                .setParameter(3, event.time().toString())
                .executeUpdate()
                .replaceWithVoid();
    }
}
