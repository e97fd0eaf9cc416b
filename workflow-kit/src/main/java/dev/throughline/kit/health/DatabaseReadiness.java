package dev.throughline.kit.health;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready only while the database answers, and only if row-level security binds this login: it does not bind a superuser, nor
 * whoever owns the tables.
 */
@Readiness
@ApplicationScoped
class DatabaseReadiness implements AsyncHealthCheck {

    private static final Duration LIMIT = Duration.ofSeconds(3);

    private static final String BINDS = """
            select not exists (select 1 from pg_roles where rolname = current_user and (rolsuper or rolbypassrls))
               and not exists (select 1 from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
                                                        and pg_has_role(relowner, 'USAGE'))
            """;
    private static final String UNBOUND = "row-level security does not bind this login: it owns the tables or is a "
            + "superuser; set throughline.database.owner-username to a login for migrations only";

    private final Pool pool;

    DatabaseReadiness(Pool pool) {
        this.pool = pool;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return pool.withConnection(connection -> connection.query(BINDS).execute())
                .ifNoItem()
                .after(LIMIT)
                .fail()
                .map(rows -> answer(rows.iterator().next().getBoolean(0)))
                .onFailure()
                .recoverWithItem(failure -> Reasons.down("database", Reasons.of(failure)));
    }

    private static HealthCheckResponse answer(boolean binds) {
        return binds ? HealthCheckResponse.up("database") : Reasons.down("database", UNBOUND);
    }
}
