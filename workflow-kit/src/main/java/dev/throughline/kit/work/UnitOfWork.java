package dev.throughline.kit.work;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Runs an action in one transaction, together with the events, jobs and audit entries that follow from it.
 *
 * <p>Guarantees: all of it commits or none of it; the transaction sees and writes one tenant's rows only; the relay and the
 * workers are woken after the commit. A failure of the action rolls everything back and is passed on unchanged. If the
 * answer to the commit itself is lost, the caller sees a failure although the commit may have happened: callers that act
 * for a client therefore work under an idempotency key.
 *
 * <p>Must be called on a safe Vert.x context, as REST endpoints, consumers and job handlers are. Calls do not nest.
 */
@ApplicationScoped
public class UnitOfWork {

    // A statement that runs away must not keep the connections that leases are renewed on.
    private static final String READ_LIMIT = "10s";
    private static final String WORK_LIMIT = "30s";
    private static final String ENTER = "select set_config('throughline.tenant', ?1, true) "
            + "|| set_config('lock_timeout', '5s', true) || set_config('statement_timeout', ?2, true)";

    private final FollowUps followUps;
    private final UniqueJobs uniqueJobs;
    private final Wakeups wakeups;

    UnitOfWork(FollowUps followUps, UniqueJobs uniqueJobs, Wakeups wakeups) {
        this.followUps = followUps;
        this.uniqueJobs = uniqueJobs;
        this.wakeups = wakeups;
    }

    /** Performs {@code action} for {@code origin} and answers what it answered, after the commit. */
    public <T> Uni<T> perform(Origin origin, Function<Work, Uni<T>> action) {
        return Panache.withTransaction(() -> Panache.getSession().chain(session -> begin(session, origin, action)))
                .map(this::wake);
    }

    /** Reads for one tenant, in a transaction so that the tenant's setting cannot leak to the next user of the connection. */
    public <T> Uni<T> read(String tenant, Function<Mutiny.Session, Uni<T>> query) {
        return Panache.withTransaction(() -> Panache.getSession()
                .call(session -> enter(session, tenant, READ_LIMIT))
                .call(UnitOfWork::readOnly)
                .chain(session -> query.apply(session)));
    }

    private <T> Uni<Performed<T>> begin(Mutiny.Session session, Origin origin, Function<Work, Uni<T>> action) {
        var work = new Work(session, origin, uniqueJobs);
        return enter(session, origin.tenant(), WORK_LIMIT)
                .chain(() -> action.apply(work))
                .call(session::flush)
                .call(() -> followUps.write(work))
                .map(answer -> new Performed<>(work, answer));
    }

    private static Uni<?> enter(Mutiny.Session session, String tenant, String statementLimit) {
        // Not as a query: Hibernate finds no plan of a native query again, and makes one for each call.
        return session.createNativeQuery(ENTER)
                .setParameter(1, tenant)
                .setParameter(2, statementLimit)
                .executeUpdate();
    }

    private static Uni<?> readOnly(Mutiny.Session session) {
        session.setDefaultReadOnly(true);
        return Uni.createFrom().voidItem();
    }

    private <T> T wake(Performed<T> performed) {
        wakeups.after(performed.work());
        performed.work().afterwards().forEach(Runnable::run);
        return performed.answer();
    }

    private record Performed<T>(Work work, T answer) {}
}
