package dev.throughline.kit.idempotency;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.kit.problem.Problems;
import dev.throughline.kit.time.Ids;
import dev.throughline.kit.work.Effects;
import dev.throughline.kit.work.Work;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.util.Map;

/** Makes things: a row each. */
@Path("/")
class ThingResource {

    private final Idempotency idempotency;
    private final Effects effects;

    ThingResource(Idempotency idempotency, Effects effects) {
        this.idempotency = idempotency;
        this.effects = effects;
    }

    /** A thing; with {@code refuse} it is written and then refused. */
    record ThingRequest(@NotNull String name, BigDecimal amount, JsonNode more, Boolean refuse) {}

    @POST
    @Path("/things")
    @PermissionsAllowed("thing:make")
    public Uni<Response> make(@NotNull ThingRequest request) {
        return idempotency.perform(request, work -> make(work, request));
    }

    @POST
    @Path("/gadgets")
    @PermissionsAllowed("thing:make")
    public Uni<Response> makeGadget(@NotNull ThingRequest request) {
        return make(request);
    }

    private Uni<Answer> make(Work work, ThingRequest request) {
        var id = Ids.next();
        return effects.write(work, request.name(), id.toString())
                .invoke(() -> refuseIfAsked(request))
                .replaceWith(() -> Answer.created(Map.of("id", id, "name", request.name()), "/things/" + id)
                        .at("thing/" + id, 1));
    }

    private static void refuseIfAsked(ThingRequest request) {
        if (Boolean.TRUE.equals(request.refuse())) {
            throw Problems.invalid("refuse", "must not be true");
        }
    }
}
