package dev.throughline.kit.history;

import dev.throughline.kit.problem.Outages;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Does work on the tables that never ends and never hurries: in small transactions with rests between them. */
@ApplicationScoped
public class Housekeeping {

    private static final Logger LOG = Logger.getLogger(Housekeeping.class);
    private static final Duration REST = Duration.ofMillis(100);

    private final Pool pool;
    private final Set<String> troubled = ConcurrentHashMap.newKeySet();

    Housekeeping(Pool pool) {
        this.pool = pool;
    }

    /**
     * A task of many transactions.
     *
     * @param what what it does, for a person
     * @param sql a query that does a part of it and answers, as one boolean, whether it is to be asked again
     */
    public record Task(String what, String sql, Tuple parameters) {}

    /**
     * Does one task after the other. Never fails: what cannot be done, such as for want of a lock within its time, is left for
     * the next time, and keeps no other task from being done.
     */
    public Uni<Void> perform(List<Task> tasks) {
        return Multi.createFrom()
                .iterable(tasks)
                .onItem()
                .transformToUniAndConcatenate(this::perform)
                .collect()
                .last();
    }

    private Uni<Void> perform(Task task) {
        return Uni.createFrom()
                .deferred(() -> step(task))
                .repeat()
                .withDelay(REST)
                .whilst(again -> again)
                .collect()
                .last()
                .replaceWithVoid()
                .invoke(() -> troubled.remove(task.what()))
                .onFailure()
                .invoke(failure -> tell(task, failure))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Boolean> step(Task task) {
        return pool.withConnection(
                        connection -> connection.preparedQuery(task.sql()).execute(task.parameters()))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    private void tell(Task task, Throwable failure) {
        if (!Outages.isOutage(failure) && troubled.add(task.what())) {
            LOG.warnf("Will be tried again: %s (%s)", task.what(), failure.getMessage());
        } else {
            LOG.debugf("Will be tried again: %s (%s)", task.what(), failure.getMessage());
        }
    }

    /** {@code time} as a parameter. */
    public static Object parameter(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
