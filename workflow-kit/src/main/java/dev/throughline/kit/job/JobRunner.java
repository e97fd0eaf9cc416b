package dev.throughline.kit.job;

import dev.throughline.kit.trace.Traces;
import dev.throughline.kit.work.UnitOfWork;
import dev.throughline.kit.work.Work;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/** Runs one attempt of a claimed job, from its span to the transaction that records its outcome. */
@ApplicationScoped
class JobRunner {

    private static final Logger LOG = Logger.getLogger(JobRunner.class);
    private static final int SETTLE_RETRIES = 5;

    private final JobKinds kinds;
    private final JobStore store;
    private final UnitOfWork unitOfWork;
    private final RetryPolicy retryPolicy;
    private final JobEvents events;
    private final RunningJobs runningJobs;
    private final Endings endings;
    private final Tracer tracer;
    private final MeterRegistry meters;
    private final OwnContext ownContext;

    JobRunner(
            JobKinds kinds,
            JobStore store,
            UnitOfWork unitOfWork,
            RetryPolicy retryPolicy,
            JobEvents events,
            RunningJobs runningJobs,
            Endings endings,
            OpenTelemetry openTelemetry,
            MeterRegistry meters,
            OwnContext ownContext) {
        this.kinds = kinds;
        this.store = store;
        this.unitOfWork = unitOfWork;
        this.retryPolicy = retryPolicy;
        this.events = events;
        this.runningJobs = runningJobs;
        this.endings = endings;
        this.tracer = openTelemetry.getTracer("dev.throughline.kit.job");
        this.meters = meters;
        this.ownContext = ownContext;
    }

    /**
     * Runs the attempt that the claim of {@code job} has opened, on a Vert.x context of its own. Never fails: whatever
     * happens is in the ledger, or will be put there when the lease runs out.
     */
    Uni<Void> run(Job job, long claimedAt) {
        return run(runningJobs.begin(job, claimedAt), () -> {});
    }

    /**
     * Likewise for a job that is among the running ones already. {@code handled} is told, at least once, when the handler has
     * done its part and the job takes no more than the writing down of its outcome, which it shares with others.
     */
    Uni<Void> run(RunningJob running, Runnable handled) {
        return ownContext
                .run(() -> attempt(running, handled))
                .onFailure()
                .invoke(failure -> LOG.warnf(
                        "Job %s is left to its lease: %s", running.job().id(), failure.getMessage()))
                .onFailure()
                .recoverWithNull()
                .eventually(() -> {
                    runningJobs.end(running);
                    handled.run();
                });
    }

    /** Puts a job back into the queue that was claimed and has not begun: its attempt goes off the record. */
    Uni<Void> giveBack(RunningJob running) {
        return endings.end(new Ending(running.job(), AttemptEnd.notBegun(), null))
                .replaceWithVoid()
                .eventually(() -> runningJobs.end(running));
    }

    private Uni<Void> attempt(RunningJob running, Runnable handled) {
        var job = running.job();
        var span = startSpan(job);
        var context = new AttemptContext(running, store, unitOfWork);
        MDC.put("tenant", job.tenant());
        MDC.put("operationId", job.operationId().toString());
        return execute(context)
                .chain(result -> settle(running, result, handled))
                .onFailure(LeaseLost.class)
                .recoverWithUni(lost -> left(running, lost))
                .onFailure()
                .invoke(failure -> span.setStatus(StatusCode.ERROR, String.valueOf(failure.getMessage())))
                .eventually(() -> span.end());
    }

    private Span startSpan(Job job) {
        var span = tracer.spanBuilder("job " + job.kind())
                .setParent(Traces.continueFrom(job.traceparent()))
                .setSpanKind(SpanKind.CONSUMER)
                .setAttribute("throughline.job.id", job.id().toString())
                .setAttribute("throughline.job.subject", job.subject())
                .setAttribute("throughline.job.attempt", job.attempts())
                .setAttribute("throughline.operation.id", job.operationId().toString())
                .setAttribute("throughline.tenant", job.tenant())
                .startSpan();
        // Kept in the context that this attempt has for itself; it goes away with it.
        var unused = span.makeCurrent();
        return span;
    }

    private Uni<JobResult> execute(AttemptContext context) {
        var handler = kinds.named(context.job().kind());
        var here = OwnContext.current();
        return Uni.createFrom()
                .deferred(() -> handler.run(context))
                .ifNoItem()
                .after(handler.timeLimit())
                .recoverWithItem(() -> context.failure(new AttemptTimedOut(handler.timeLimit())))
                .emitOn(here)
                .onFailure(failure -> !(failure instanceof LeaseLost))
                .recoverWithItem(context::failure);
    }

    /** Records the outcome: in one transaction with others', if nothing else changes with it and nothing is in the way. */
    private Uni<Void> settle(RunningJob running, JobResult result, Runnable handled) {
        var end = retryPolicy.after(running.job(), result, running.hasSent());
        if (result.effect() != NoEffect.INSTANCE || end.deadLetters()) {
            return settleAlone(running, result);
        }
        handled.run();
        return endings.end(new Ending(running.job(), end, Traces.currentTraceId()))
                .emitOn(OwnContext.current())
                .onFailure()
                .invoke(failure -> LOG.debugf(
                        "Job %s: its outcome is recorded by itself: %s",
                        running.job().id(), failure.getMessage()))
                .map(ended -> ended ? Settled.written : Settled.lost)
                .onFailure()
                .recoverWithItem(Settled.open)
                .chain(settled -> settled(running, result, end, settled));
    }

    private enum Settled {
        written,
        lost,
        open
    }

    private Uni<Void> settled(RunningJob running, JobResult result, AttemptEnd end, Settled settled) {
        return switch (settled) {
            case written -> Uni.createFrom().voidItem().invoke(() -> tell(running.job(), end));
            case lost -> Uni.createFrom().failure(running.leaseLost());
            case open -> settleAlone(running, result);
        };
    }

    /** A passing trouble of the database is retried while the heartbeat keeps the lease. */
    private Uni<Void> settleAlone(RunningJob running, JobResult result) {
        var here = OwnContext.current();
        return Uni.createFrom()
                .deferred(() -> settleOnce(running, result))
                .runSubscriptionOn(here)
                .onFailure(Outdated.class)
                .recoverWithUni(outdated -> settleOnce(running, ((Outdated) outdated).instead()))
                .onFailure(failure -> !(failure instanceof LeaseLost))
                .retry()
                .withBackOff(Duration.ofMillis(50), Duration.ofSeconds(1))
                .atMost(SETTLE_RETRIES)
                .emitOn(here)
                .onFailure(failure -> !(failure instanceof LeaseLost))
                .recoverWithUni(failure -> settleWithoutEffect(running, failure));
    }

    private Uni<Void> settleWithoutEffect(RunningJob running, Throwable failure) {
        var context = new AttemptContext(running, store, unitOfWork);
        LOG.warnf(
                "Job %s: its outcome could not be recorded (%s).", running.job().id(), failure.getMessage());
        return settleOnce(running, context.failure(failure));
    }

    private Uni<Void> settleOnce(RunningJob running, JobResult result) {
        var job = running.job();
        var end = retryPolicy.after(job, result, running.hasSent());
        var context = new AttemptContext(running, store, unitOfWork);
        return unitOfWork
                .perform(
                        context.origin(),
                        work -> store.end(work.session(), job, end, Traces.currentTraceId())
                                .chain(() -> result.effect().apply(work))
                                .chain(() -> deadLetter(work, job, end)))
                .invoke(() -> tell(job, end));
    }

    private void tell(Job job, AttemptEnd end) {
        LOG.infof("Job %s of %s: %s.", job.kind(), job.subject(), end.state());
        count(job, end);
    }

    private Uni<Void> deadLetter(Work work, Job job, AttemptEnd end) {
        if (!end.deadLetters()) {
            return Uni.createFrom().voidItem();
        }
        var dead = events.changed(work, job, end.state(), end.reason());
        return kinds.named(job.kind()).deadLettered(work, dead);
    }

    private Uni<Void> left(RunningJob running, LeaseLost lost) {
        running.lose();
        meters.counter("throughline.jobs.lease.lost", "kind", running.job().kind())
                .increment();
        LOG.infof("%s", lost.getMessage());
        return Uni.createFrom().voidItem();
    }

    private void count(Job job, AttemptEnd end) {
        meters.counter(
                        "throughline.jobs.attempts",
                        "kind",
                        job.kind(),
                        "outcome",
                        end.outcome().name(),
                        "state",
                        end.state().name())
                .increment();
    }
}
