package dev.throughline.kit.health;

import dev.throughline.kit.outbox.OutboxRelay;
import dev.throughline.kit.outbox.RelayState;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while events can leave: through this process, or through another one that this would replace. */
@Readiness
@ApplicationScoped
class RelayReadiness implements HealthCheck {

    private final OutboxRelay relay;

    RelayReadiness(OutboxRelay relay) {
        this.relay = relay;
    }

    @Override
    public HealthCheckResponse call() {
        var state = relay.state();
        var answer = HealthCheckResponse.named("outbox relay")
                .status(state != RelayState.disconnected)
                .withData("state", state.name());
        if (state == RelayState.disconnected && !relay.trouble().isEmpty()) {
            answer.withData("reason", relay.trouble());
        }
        return answer.build();
    }
}
