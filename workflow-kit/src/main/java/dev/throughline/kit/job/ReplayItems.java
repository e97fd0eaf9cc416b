package dev.throughline.kit.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.kit.audit.AuditEntry;
import dev.throughline.kit.problem.NotAllowedNow;
import dev.throughline.kit.problem.Outages;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.trace.Traces;
import dev.throughline.kit.work.UnitOfWork;
import dev.throughline.kit.work.Work;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.MDC;

/**
 * Replays one dead letter of a batch. The replay, all that follows from it and its result commit together, under the slice's
 * fence, or none of it does: whenever the process dies, the item either has its result or is still to be done.
 */
@ApplicationScoped
class ReplayItems {

    private static final int RETRIES = 4;

    // The batch is held until the transaction ends: neither a person nor another runner takes it over in between.
    private static final String HOLD = """
            select cast(json_build_object('job', i.job, 'attempts', i.attempts) as text)
            from job_replay_batch b join job_replay_item i on i.batch = b.id
            where b.id = ?1 and b.epoch = ?2 and b.state = 'running' and b.lease_until > cast(cast(?3 as text) as timestamptz)
              and i.number = ?4 and i.result = 'pending'
            for share of b for update of i
            """;
    private static final String RECORD = """
            update job_replay_item set result = ?3, detail = nullif(?4, ''), verdict = cast(nullif(cast(?5 as text), '') as jsonb),
                                       at = cast(cast(?6 as text) as timestamptz)
            where batch = ?1 and number = ?2 and result = 'pending'
            """;

    private final JobLedger ledger;
    private final JobReplay replay;
    private final ReplayBatches batches;
    private final UnitOfWork unitOfWork;
    private final OwnContext ownContext;
    private final ObjectMapper json;
    private final TimeSource time;

    ReplayItems(
            JobLedger ledger,
            JobReplay replay,
            ReplayBatches batches,
            UnitOfWork unitOfWork,
            OwnContext ownContext,
            ObjectMapper json,
            TimeSource time) {
        this.ledger = ledger;
        this.replay = replay;
        this.batches = batches;
        this.unitOfWork = unitOfWork;
        this.ownContext = ownContext;
        this.json = json;
        this.time = time;
    }

    /** The dead letter that was chosen. */
    @RegisterForReflection
    record Chosen(UUID job, int attempts) {}

    /**
     * Does item {@code number} and answers what became of it. Fails with {@link ReplaySlice.Lost} if it is not, or no longer,
     * the caller's to do, and with the database's failure if the database is away: then it is still to be done.
     */
    Uni<ReplayEnd> perform(ReplaySlice slice, int number) {
        return ownContext.run(() -> inTrace(slice, number));
    }

    private Uni<ReplayEnd> inTrace(ReplaySlice slice, int number) {
        var here = OwnContext.current();
        MDC.put("tenant", slice.batch().tenant());
        MDC.put("operationId", slice.batch().operationId().toString());
        // Kept in the context that this item has for itself; it goes away with it.
        var unused = Traces.continueFrom(slice.batch().traceparent()).makeCurrent();
        return Uni.createFrom()
                .deferred(() -> inTransaction(slice, number, work -> decide(work, slice, number)))
                .runSubscriptionOn(here)
                // Somebody else may have replayed or settled it between our look and our write: the next look sees
                // that.
                .onFailure(NotAllowedNow.class)
                .retry()
                .atMost(1)
                .onFailure(Outages::isOutage)
                .retry()
                .withBackOff(Duration.ofMillis(50), Duration.ofSeconds(1))
                .atMost(RETRIES)
                .emitOn(here)
                .onFailure(failure -> !(failure instanceof ReplaySlice.Lost))
                .recoverWithUni(failure -> inTransaction(
                        slice, number, work -> hold(work, slice, number).map(chosen -> ReplayEnd.failed(failure))));
    }

    private Uni<ReplayEnd> inTransaction(ReplaySlice slice, int number, Function<Work, Uni<ReplayEnd>> decision) {
        return unitOfWork.perform(
                slice.origin(), work -> decision.apply(work).call(end -> record(work.session(), slice, number, end)));
    }

    private Uni<ReplayEnd> decide(Work work, ReplaySlice slice, int number) {
        return hold(work, slice, number)
                .chain(chosen ->
                        ledger.find(work.session(), chosen.job()).chain(entry -> replay(work, slice, chosen, entry)));
    }

    private Uni<Chosen> hold(Work work, ReplaySlice slice, int number) {
        return work.session()
                .createNativeQuery(HOLD, String.class)
                .setParameter(1, slice.batch().id())
                .setParameter(2, slice.batch().epoch())
                .setParameter(3, time.instant().toString())
                .setParameter(4, number)
                .getSingleResultOrNull()
                .onItem()
                .ifNull()
                .failWith(() -> new ReplaySlice.Lost(slice.batch(), number))
                .map(row -> batches.read(row, Chosen.class));
    }

    private Uni<ReplayEnd> replay(Work work, ReplaySlice slice, Chosen chosen, JobLedger.Entry entry) {
        if (entry == null) {
            return end(ReplayEnd.gone("The job is no longer on record."));
        }
        var job = entry.job();
        if (job.state() != JobState.dead_letter) {
            return end(ReplayEnd.gone("It is no dead letter any more but %s.".formatted(job.state())));
        }
        if (job.attempts() != chosen.attempts()) {
            return end(ReplayEnd.gone("It has been tried again since and is another dead letter now."));
        }
        if (entry.verdict().decision() == Verdict.Decision.unsafe) {
            return end(ReplayEnd.refused(entry.verdict()));
        }
        return replay.requeue(work, entry, audit(slice.batch(), job)).replaceWith(ReplayEnd.replayed());
    }

    private static Uni<ReplayEnd> end(ReplayEnd end) {
        return Uni.createFrom().item(end);
    }

    private static AuditEntry audit(ReplayBatch batch, Job job) {
        return new AuditEntry(
                "job:replay",
                "job/" + job.id(),
                AuditEntry.Decision.allowed,
                batch.reason(),
                Map.of("replay", batch.id().toString()));
    }

    private Uni<Integer> record(Mutiny.Session session, ReplaySlice slice, int number, ReplayEnd end) {
        return session.createNativeQuery(RECORD)
                .setParameter(1, slice.batch().id())
                .setParameter(2, number)
                .setParameter(3, end.result().name())
                .setParameter(4, end.detail() == null ? "" : end.detail())
                .setParameter(5, end.verdict() == null ? "" : write(end.verdict()))
                .setParameter(6, time.instant().toString())
                .executeUpdate()
                .invoke(rows -> requireRecorded(slice, number, rows));
    }

    private static void requireRecorded(ReplaySlice slice, int number, int rows) {
        if (rows != 1) {
            throw new ReplaySlice.Lost(slice.batch(), number);
        }
    }

    private String write(Verdict verdict) {
        try {
            return json.writeValueAsString(verdict);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A verdict cannot be written as JSON.", e);
        }
    }
}
