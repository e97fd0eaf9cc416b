package dev.throughline.bench.engine;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.throughline.bench.Contender;
import dev.throughline.bench.Setting;
import dev.throughline.bench.Stand;
import dev.throughline.kit.job.NewJob;
import dev.throughline.kit.job.OwnContext;
import dev.throughline.kit.time.Ids;
import dev.throughline.kit.work.Origin;
import dev.throughline.kit.work.UnitOfWork;
import dev.throughline.kit.work.Work;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.CompletionStage;

/** The jobs of workflow-kit as every service has them: the same unit of work, worker, leases and ledger. */
@QuarkusMain
public class Engine implements QuarkusApplication, Contender {

    private static final String TENANT = "acme";

    private final UnitOfWork unitOfWork;
    private final OwnContext ownContext;
    private final BenchHandler handler;

    Engine(UnitOfWork unitOfWork, OwnContext ownContext, BenchHandler handler) {
        this.unitOfWork = unitOfWork;
        this.ownContext = ownContext;
        this.handler = handler;
    }

    @Override
    public int run(String... arguments) throws Exception {
        Stand.serve(this, handler.executions(), Setting.given());
        return 0;
    }

    @Override
    public CompletionStage<?> enqueue(int number) {
        var origin = Origin.system("bench", TENANT, Ids.next());
        return ownContext
                .run(() -> unitOfWork.perform(origin, work -> enqueue(work, number)))
                .subscribeAsCompletionStage();
    }

    private static Uni<Void> enqueue(Work work, int number) {
        var id = Ids.next();
        var payload = JsonNodeFactory.instance.objectNode().put(BenchHandler.NUMBER, number);
        work.enqueue(new NewJob(id, BenchHandler.KIND, "bench/" + id, payload, null));
        return Uni.createFrom().voidItem();
    }

    @Override
    public String open() {
        return "select count(*) from job where state in ('queued', 'failed', 'running', 'dead_letter')";
    }

    @Override
    public String ledger() {
        return "select count(*) from job j where state = 'succeeded' and attempts = 1 and "
                + "(select count(*) filter (where a.outcome = 'succeeded') = 1 and count(*) = 1 from job_attempt a where a.job = j.id)";
    }
}
