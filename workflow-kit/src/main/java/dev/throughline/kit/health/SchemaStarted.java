package dev.throughline.kit.health;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** Started once the schema is there, which another process may be migrating. Never goes back. */
@Startup
@ApplicationScoped
class SchemaStarted implements AsyncHealthCheck {

    private static final Duration LIMIT = Duration.ofSeconds(3);
    private static final String NAME = "schema";
    private static final String SCHEMA = "select to_regclass('inbox_waiting') is not null";

    private final Pool pool;
    private volatile boolean started;

    SchemaStarted(Pool pool) {
        this.pool = pool;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        if (started) {
            return Uni.createFrom().item(HealthCheckResponse.up(NAME));
        }
        return pool.withConnection(connection -> connection.query(SCHEMA).execute())
                .ifNoItem()
                .after(LIMIT)
                .fail()
                .map(this::answer)
                .onFailure()
                .recoverWithItem(failure -> Reasons.down(NAME, Reasons.of(failure)));
    }

    private HealthCheckResponse answer(RowSet<Row> rows) {
        started = rows.iterator().next().getBoolean(0);
        return started ? HealthCheckResponse.up(NAME) : Reasons.down(NAME, "the database is not migrated yet");
    }
}
