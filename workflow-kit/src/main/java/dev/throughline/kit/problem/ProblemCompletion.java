package dev.throughline.kit.problem;

import dev.throughline.kit.trace.Traces;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemContext;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemPostProcessor;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;

/**
 * Completes problems that others made (the framework, the JSON parser, the database): gives them a type and an action,
 * takes out what would leak, and turns a database that is away into "retry later".
 */
@ApplicationScoped
class ProblemCompletion implements ProblemPostProcessor {

    // Before the logger (101), so that an outage is not logged as an error with a stack trace for each request.
    private static final int BEFORE_LOGGING = 200;
    private static final Duration OUTAGE_WAIT = Duration.ofSeconds(2);

    @Override
    public int priority() {
        return BEFORE_LOGGING;
    }

    @Override
    public HttpProblem apply(HttpProblem problem, ProblemContext context) {
        if (problem.getParameters().containsKey("action")) {
            return problem;
        }
        if (problem.getStatusCode() >= 500 && Outages.isOutage(context.cause)) {
            return Problems.retryLater(
                    ProblemType.UNAVAILABLE,
                    "The service cannot reach what it needs. Send the same request again, with the same Idempotency-Key.",
                    OUTAGE_WAIT);
        }
        if (problem.getStatusCode() == ProblemType.INVALID_REQUEST.status()) {
            var violation = JsonViolations.of(context.cause);
            if (violation.isPresent()) {
                return Problems.builder(
                                ProblemType.INVALID_REQUEST, violation.get().sentence())
                        .withInstance(problem.getInstance())
                        .with("violations", List.of(violation.get()))
                        .build();
            }
        }
        return complete(problem);
    }

    private static HttpProblem complete(HttpProblem problem) {
        var status = problem.getStatusCode();
        var type = ProblemType.of(status);
        var completed = Problems.builder(type, detail(problem, type)).withStatus(status);
        problem.getParameters().forEach(completed::with);
        problem.getHeaders().forEach(completed::withHeader);
        if (type == ProblemType.INTERNAL) {
            completed.with("traceId", String.valueOf(Traces.currentTraceId()));
        }
        return completed.build();
    }

    private static String detail(HttpProblem problem, ProblemType type) {
        if (type == ProblemType.INTERNAL) {
            return "Nothing was done. Quote the trace id when you ask an operator.";
        }
        if (type == ProblemType.UNAUTHENTICATED) {
            return "Send a bearer token that is signed by the configured issuer, has not expired, and names a tenant.";
        }
        if (type == ProblemType.FORBIDDEN) {
            return "The token does not carry the permission for this.";
        }
        return problem.getDetail() == null ? type.title() + "." : problem.getDetail();
    }
}
