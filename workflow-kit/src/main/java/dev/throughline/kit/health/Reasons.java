package dev.throughline.kit.health;

import org.eclipse.microprofile.health.HealthCheckResponse;

/** What a health check says when something is wrong: a few words, no more than an operator may see without logging in. */
final class Reasons {

    private Reasons() {}

    static HealthCheckResponse down(String check, String reason) {
        return HealthCheckResponse.named(check)
                .down()
                .withData("reason", reason)
                .build();
    }

    static String of(Throwable failure) {
        if (failure instanceof io.smallrye.mutiny.TimeoutException) {
            return "no answer in time";
        }
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
