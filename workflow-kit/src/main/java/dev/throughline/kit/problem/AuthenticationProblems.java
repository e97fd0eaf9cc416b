package dev.throughline.kit.problem;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Answers requests without a valid token. Takes precedence over the mappers of the problem extension, which do not link
 * against the challenge of this Quarkus version.
 */
class AuthenticationProblems {

    private static final int FIRST = Priorities.USER - 1000;

    @ServerExceptionMapper(priority = FIRST)
    Response unauthorized(UnauthorizedException failure) {
        return challenge();
    }

    @ServerExceptionMapper(priority = FIRST)
    Response authenticationFailed(AuthenticationFailedException failure) {
        return challenge();
    }

    private static Response challenge() {
        var problem = Problems.builder(
                        ProblemType.UNAUTHENTICATED,
                        "Send a bearer token that is signed by the configured issuer, has not expired, and names a tenant.")
                .build();
        return Response.status(problem.getStatusCode())
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                .type(HttpProblem.MEDIA_TYPE)
                .entity(problem)
                .build();
    }
}
