package dev.throughline.kit.health;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Asks for a restart when a consumer has been deaf for two minutes while the broker answered: the connector ends a stream
 * for good when its queue was deleted. An outage of the broker or the database is no reason to restart.
 */
@Liveness
@ApplicationScoped
class ConsumersLiveness implements HealthCheck {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final ConsumerWatch watch;

    ConsumersLiveness(ConsumerWatch watch) {
        this.watch = watch;
    }

    @Override
    public HealthCheckResponse call() {
        var deaf = watch.longestDeaf();
        return deaf.compareTo(LIMIT) < 0
                ? HealthCheckResponse.up("consumers")
                : Reasons.down("consumers", "a consumer has been deaf for %d s".formatted(deaf.toSeconds()));
    }
}
