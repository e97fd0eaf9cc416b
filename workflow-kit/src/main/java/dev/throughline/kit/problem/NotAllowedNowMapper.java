package dev.throughline.kit.problem;

import io.quarkiverse.resteasy.problem.ExceptionMapperBase;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.ext.Provider;

@Provider
class NotAllowedNowMapper extends ExceptionMapperBase<NotAllowedNow> {

    @Override
    protected HttpProblem toProblem(NotAllowedNow refused) {
        return Problems.notAllowedNow(refused.getMessage(), refused.currentState(), refused.allowed());
    }
}
