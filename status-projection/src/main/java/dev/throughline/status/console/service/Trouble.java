package dev.throughline.status.console.service;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.kit.problem.FieldViolation;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * Why something was not done, in words.
 *
 * @param status as HTTP tells it
 * @param title what is the matter
 * @param detail what exactly; {@code null} if there is no more to say
 * @param advice what the reader can do
 * @param violations what is wrong with which member of what was sent
 */
public record Trouble(int status, String title, String detail, String advice, List<FieldViolation> violations) {

    private static final int UNAVAILABLE = 503;
    private static final int UNKNOWN = 504;
    private static final int UNAUTHENTICATED = 401;

    /** What a service said, in a problem (RFC 9457) as it should be, or in whatever it is. */
    static Trouble told(String service, int status, JsonNode problem) {
        var title = problem.path("title").asText("");
        if (status == UNAUTHENTICATED) {
            return new Trouble(
                    status,
                    "Your session is not accepted by %s".formatted(service),
                    null,
                    "Sign out, sign in again, and repeat what you did.",
                    List.of());
        }
        if (title.isEmpty()) {
            return new Trouble(
                    status,
                    "%s could not answer".formatted(service),
                    "It said %d.".formatted(status),
                    "Try again. The same form is never carried out twice.",
                    List.of());
        }
        return new Trouble(status, title, problem.path("detail").asText(null), advice(problem), violations(problem));
    }

    private static String advice(JsonNode problem) {
        return switch (problem.path("action").asText("")) {
            case "fix_request" -> "Change what you entered, then send it again.";
            case "retry_later" -> "Try again%s. The same form is never carried out twice.".formatted(when(problem));
            case "not_allowed_now" -> allowed(problem);
            case "ask_operator" -> "Ask someone who may decide this.%s".formatted(trace(problem));
            default -> "Look at the booking again before you go on.";
        };
    }

    private static String when(JsonNode problem) {
        var seconds = problem.path("retryAfter").asLong(0);
        return seconds > 0 ? " in %d s".formatted(seconds) : " in a moment";
    }

    private static String allowed(JsonNode problem) {
        var allowed = StreamSupport.stream(problem.path("allowed").spliterator(), false)
                .map(each -> each.asText().replace('_', ' '))
                .toList();
        return allowed.isEmpty()
                ? "Nothing more can be done with it in this state."
                : "Possible now: %s.".formatted(String.join(", ", allowed));
    }

    private static String trace(JsonNode problem) {
        var id = problem.path("traceId").asText("");
        return id.isEmpty() || id.equals("null") ? "" : " Quote the trace id %s.".formatted(id);
    }

    private static List<FieldViolation> violations(JsonNode problem) {
        return StreamSupport.stream(problem.path("violations").spliterator(), false)
                .map(each -> new FieldViolation(
                        each.path("field").asText(), each.path("message").asText()))
                .toList();
    }

    /** It cannot be reached: nothing was sent. */
    static Trouble away(String service) {
        return new Trouble(
                UNAVAILABLE,
                "%s cannot be reached".formatted(service),
                "Nothing was sent to it.",
                "Try again in a moment. The rest of this page does not depend on it.",
                List.of());
    }

    /** It did not answer in time, or not in a way that can be understood. */
    static Trouble silent(String service) {
        return new Trouble(
                UNKNOWN,
                "%s did not answer".formatted(service),
                "It is unknown whether it took what was sent.",
                "Try again with this form: it is never carried out twice.",
                List.of());
    }

    /** Whether it is missing, or hidden from who asks. */
    public boolean isNotFound() {
        return status == 404;
    }

    /** Whether it may come by itself. */
    public boolean isNotYet() {
        return status == UNAVAILABLE;
    }
}
