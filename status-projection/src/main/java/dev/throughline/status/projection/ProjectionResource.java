package dev.throughline.status.projection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.kit.identity.Callers;
import dev.throughline.kit.page.Page;
import dev.throughline.kit.work.UnitOfWork;
import dev.throughline.status.freshness.Lag;
import dev.throughline.status.search.Counts;
import dev.throughline.status.view.StatusView.Freshness;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.hibernate.reactive.mutiny.Mutiny;

/** How the projection does, as far as it concerns the caller's tenant. */
@Path("/status/projections")
@Tag(name = "Status")
class ProjectionResource {

    private static final String HELD_UP = """
            select cast(json_build_object(
                'waiting', (select count(*) from inbox_waiting where consumer = ?1 and tenant = ?2),
                'oldestWaiting', (select min(received_at) from inbox_waiting where consumer = ?1 and tenant = ?2),
                'parked', coalesce((select json_agg(json_build_object('aggregate', aggregate, 'reason', reason, 'since', updated_at))
                                    from (select aggregate, reason, updated_at from inbox_aggregate
                                          where consumer = ?1 and tenant = ?2 and parked order by updated_at limit 100) few),
                                   cast('[]' as json))) as text)
            """;

    private final UnitOfWork unitOfWork;
    private final Callers callers;
    private final Lag lag;
    private final Counts counts;
    private final ObjectMapper json;

    ProjectionResource(UnitOfWork unitOfWork, Callers callers, Lag lag, Counts counts, ObjectMapper json) {
        this.unitOfWork = unitOfWork;
        this.callers = callers;
        this.lag = lag;
        this.counts = counts;
        this.json = json;
    }

    /** An aggregate whose event could not be applied; later events of it wait. */
    @RegisterForReflection
    record Parked(String aggregate, String reason, Instant since) {}

    /** What has come and cannot be applied yet. */
    @RegisterForReflection
    record HeldUp(long waiting, Instant oldestWaiting, List<Parked> parked) {}

    /** A projection. */
    @RegisterForReflection
    @Schema(name = "Projection")
    record ProjectionView(
            String name,
            Instant asOf,
            long lagMs,
            String behind,

            @Schema(description = "Events of the tenant that are in its views.")
            long applied,

            @Schema(description = "Events of the tenant that wait for an earlier one.")
            long waiting,

            Instant oldestWaiting,

            @Schema(description = "The first hundred aggregates of the tenant that are set aside.")
            List<Parked> parked) {}

    @GET
    @PermissionsAllowed("booking:read-all")
    @Operation(
            summary = "How fresh the views are",
            description =
                    "Lag is proven by heartbeats that go the way of the events. Numbers are of the caller's tenant.")
    public Uni<Page<ProjectionView>> list() {
        var tenant = callers.current().tenant();
        return unitOfWork.read(tenant, session -> look(session, tenant));
    }

    private Uni<Page<ProjectionView>> look(Mutiny.Session session, String tenant) {
        return lag.ofAll(session)
                .chain(fresh -> counts.applied(session, tenant)
                        .chain(applied -> heldUp(session, tenant).map(held -> view(fresh, applied, held))))
                .map(view -> new Page<>(List.of(view), null));
    }

    private Uni<HeldUp> heldUp(Mutiny.Session session, String tenant) {
        return session.createNativeQuery(HELD_UP, String.class)
                .setParameter(1, StatusConsumer.NAME)
                .setParameter(2, tenant)
                .getSingleResult()
                .map(this::read);
    }

    private static ProjectionView view(Freshness fresh, long applied, HeldUp held) {
        return new ProjectionView(
                StatusConsumer.NAME,
                fresh.asOf(),
                fresh.lagMs(),
                fresh.behind(),
                applied,
                held.waiting(),
                held.oldestWaiting(),
                held.parked());
    }

    private HeldUp read(String row) {
        try {
            return json.readValue(row, HeldUp.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The state of the inbox cannot be read.", e);
        }
    }
}
