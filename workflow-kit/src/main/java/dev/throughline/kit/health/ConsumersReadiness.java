package dev.throughline.kit.health;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while every consumer of this process consumes. */
@Readiness
@ApplicationScoped
class ConsumersReadiness implements HealthCheck {

    private final ConsumerWatch watch;

    ConsumersReadiness(ConsumerWatch watch) {
        this.watch = watch;
    }

    @Override
    public HealthCheckResponse call() {
        var troubles = watch.troubles();
        var answer = HealthCheckResponse.named("consumers").status(troubles.isEmpty());
        watch.names().forEach(name -> answer.withData(name, troubles.getOrDefault(name, "consuming")));
        return answer.build();
    }
}
