package dev.throughline.sandbox.problem;

import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.core.Response;
import java.util.Objects;

/** Makes problems (RFC 9457) to throw or to answer. */
public final class Problems {

    private Problems() {}

    public static HttpProblem of(int status, String detail) {
        return HttpProblem.builder()
                .withTitle(Objects.requireNonNull(Response.Status.fromStatusCode(status), () -> "Status " + status)
                        .getReasonPhrase())
                .withStatus(status)
                .withDetail(detail)
                .build();
    }

    public static Response answer(int status, String detail) {
        return of(status, detail).toResponse();
    }
}
