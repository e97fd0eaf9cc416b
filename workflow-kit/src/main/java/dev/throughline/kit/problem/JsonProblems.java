package dev.throughline.kit.problem;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers JSON of the wrong form, for which the framework has an answer of its own that says nothing. */
class JsonProblems {

    @ServerExceptionMapper
    Response mismatched(MismatchedInputException failure) {
        var problem = Problems.invalid(JsonViolations.of(failure).stream().toList());
        return Response.status(problem.getStatusCode())
                .type(HttpProblem.MEDIA_TYPE)
                .entity(problem)
                .build();
    }
}
