package dev.throughline.kit.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.kit.work.Origin;
import dev.throughline.kit.work.UnitOfWork;
import dev.throughline.kit.work.Work;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.function.Function;

/** The one implementation of {@link JobContext}, for one attempt. */
final class AttemptContext implements JobContext {

    private final RunningJob running;
    private final JobStore store;
    private final UnitOfWork unitOfWork;
    private final Origin origin;

    AttemptContext(RunningJob running, JobStore store, UnitOfWork unitOfWork) {
        this.running = running;
        this.store = store;
        this.unitOfWork = unitOfWork;
        this.origin = Origin.system("job:" + job().kind(), job().tenant(), job().operationId());
    }

    @Override
    public Job job() {
        return running.job();
    }

    @Override
    public Origin origin() {
        return origin;
    }

    @Override
    public Uni<List<Attempt>> earlierAttempts() {
        return unitOfWork.read(job().tenant(), session -> store.earlierAttempts(session, job()));
    }

    @Override
    public Uni<Void> sending(JsonNode what, Function<Work, Uni<Void>> also) {
        requireHeld();
        return unitOfWork
                .perform(
                        origin,
                        work -> store.recordSent(work.session(), job(), what).chain(() -> also.apply(work)))
                .invoke(running::markSent)
                .invoke(this::requireHeld);
    }

    @Override
    public boolean hasSent() {
        return running.hasSent();
    }

    @Override
    public JobResult failure(Throwable failure) {
        var detail = "%s: %s".formatted(failure.getClass().getSimpleName(), failure.getMessage());
        return hasSent() && job().effect() != Effect.none
                ? JobResult.unknown("Ended unexpectedly after it had begun to act (%s).".formatted(detail))
                : JobResult.failed("Ended unexpectedly before it acted (%s).".formatted(detail));
    }

    private void requireHeld() {
        if (!running.held()) {
            throw running.leaseLost();
        }
    }
}
