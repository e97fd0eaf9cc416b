package dev.throughline.document.report;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Asks for a restart when as many threads are stuck as may render at once: nothing but the end of the process frees them,
 * and no more of them are replaced.
 */
@Liveness
@ApplicationScoped
class RenderLiveness implements HealthCheck {

    private final RenderPool pool;
    private final RenderSettings settings;

    RenderLiveness(RenderPool pool, RenderSettings settings) {
        this.pool = pool;
        this.settings = settings;
    }

    @Override
    public HealthCheckResponse call() {
        var stuck = pool.stuck();
        return HealthCheckResponse.named("rendering")
                .status(stuck < settings.concurrency())
                .withData("stuck", stuck)
                .build();
    }
}
