package dev.throughline.kit.problem;

import io.quarkiverse.resteasy.problem.HttpProblem;
import java.time.Duration;
import java.util.List;

/** Makes problems to throw, or to fail a {@code Uni} with; the transaction they leave is rolled back. */
public final class Problems {

    private Problems() {}

    public static HttpProblem of(ProblemType type, String detail) {
        return builder(type, detail).build();
    }

    /** 400: what is wrong with which member. */
    public static HttpProblem invalid(List<FieldViolation> violations) {
        var detail = violations.size() == 1
                ? "'%s' %s"
                        .formatted(violations.get(0).field(), violations.get(0).message())
                : "%d members of the request are not acceptable.".formatted(violations.size());
        return builder(ProblemType.INVALID_REQUEST, detail)
                .with("violations", violations)
                .build();
    }

    /** 400 for one member. */
    public static HttpProblem invalid(String field, String message) {
        return invalid(List.of(new FieldViolation(field, message)));
    }

    /** 404; the same whether it does not exist or is somebody else's. */
    public static HttpProblem notFound(String what) {
        return of(ProblemType.NOT_FOUND, "There is no such " + what + ".");
    }

    /** 409: what state it is in, and what that state allows. */
    public static HttpProblem notAllowedNow(String detail, String currentState, List<String> allowed) {
        return builder(ProblemType.NOT_ALLOWED_NOW, detail)
                .with("currentState", currentState)
                .with("allowed", allowed)
                .build();
    }

    /** 409: what is asked for could be a second action; {@code verdict} says why. */
    public static HttpProblem unsafe(String detail, Object verdict) {
        return builder(ProblemType.NOT_ALLOWED_NOW, detail)
                .with("action", ProblemType.Action.ask_operator.name())
                .with("verdict", verdict)
                .build();
    }

    /** 503 or 429: the same request may succeed after {@code wait}. */
    public static HttpProblem retryLater(ProblemType type, String detail, Duration wait) {
        var seconds = Math.max(1, wait.toSeconds());
        return builder(type, detail)
                .with("retryAfter", seconds)
                .withHeader("Retry-After", seconds)
                .build();
    }

    static HttpProblem.Builder builder(ProblemType type, String detail) {
        return HttpProblem.builder()
                .withType(type.uri())
                .withTitle(type.title())
                .withStatus(type.status())
                .withDetail(detail)
                .with("action", type.action().name());
    }
}
