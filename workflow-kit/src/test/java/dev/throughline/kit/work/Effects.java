package dev.throughline.kit.work;

import dev.throughline.kit.job.OwnContext;
import dev.throughline.kit.time.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What the tests' jobs and actions do: a row each, in the transaction of whoever does it. */
@ApplicationScoped
public class Effects {

    /** How long a test waits for anything at most. */
    public static final Duration LIMIT = Duration.ofSeconds(60);

    private final UnitOfWork unitOfWork;
    private final OwnContext ownContext;
    private final Pool pool;

    Effects(UnitOfWork unitOfWork, OwnContext ownContext, Pool pool) {
        this.unitOfWork = unitOfWork;
        this.ownContext = ownContext;
        this.pool = pool;
    }

    public Uni<Void> write(Work work, String subject, String what) {
        return work.session()
                .createNativeQuery("insert into test_effect (subject, what) values (?1, ?2)")
                .setParameter(1, subject)
                .setParameter(2, what)
                .executeUpdate()
                .replaceWithVoid();
    }

    /** What has been committed about {@code subject}, in the order in which it was written. */
    public List<String> of(String subject) {
        var found = new ArrayList<String>();
        pool.withConnection(connection -> connection
                        .preparedQuery("select what from test_effect where subject = $1 order by place")
                        .execute(Tuple.of(subject)))
                .await()
                .atMost(LIMIT)
                .forEach(row -> found.add(row.getString(0)));
        return found;
    }

    /** Performs {@code action} for the tenant, on a context of its own, and waits for its commit. */
    public <T> T perform(String tenant, Function<Work, Uni<T>> action) {
        var origin = Origin.system("test", tenant, Ids.next());
        return ownContext.run(() -> unitOfWork.perform(origin, action)).await().atMost(LIMIT);
    }
}
