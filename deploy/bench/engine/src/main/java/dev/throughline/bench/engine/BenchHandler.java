package dev.throughline.bench.engine;

import dev.throughline.bench.Executions;
import dev.throughline.kit.job.Effect;
import dev.throughline.kit.job.JobContext;
import dev.throughline.kit.job.JobHandler;
import dev.throughline.kit.job.JobResult;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** A job that does nothing but say that it runs. */
@ApplicationScoped
class BenchHandler implements JobHandler {

    static final String KIND = "bench.nothing";
    static final String NUMBER = "number";

    private final Executions executions = new Executions();

    Executions executions() {
        return executions;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Effect effect() {
        return Effect.none;
    }

    @Override
    public Uni<JobResult> run(JobContext context) {
        executions.started(context.job().payload().get(NUMBER).intValue());
        return Uni.createFrom().item(JobResult.succeeded("Did nothing."));
    }
}
