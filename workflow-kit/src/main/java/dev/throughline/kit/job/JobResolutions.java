package dev.throughline.kit.job;

import dev.throughline.kit.audit.AuditEntry;
import dev.throughline.kit.problem.Problems;
import dev.throughline.kit.time.Ids;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.Work;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/**
 * Settles a dead letter that nobody may replay, by what a person has found out. It never executes anything: what happened
 * ends the job, and what provably did not happen makes a replay safe, which stays an act of its own.
 */
@ApplicationScoped
class JobResolutions {

    private static final String RECORD = """
            insert into job_resolution (id, job, tenant, at, actor, outcome, evidence, reason)
            values (?1, ?2, kit_tenant(), cast(cast(?3 as text) as timestamptz), ?4, ?5, ?6, ?7)
            """;
    private static final String SETTLE = """
            update job set state = ?2, reason = ?3, updated_at = cast(cast(?4 as text) as timestamptz),
                           finished_at = cast(cast(?4 as text) as timestamptz), version = version + 1, epoch = epoch + 1
            where id = ?1 and state = 'dead_letter'
            """;

    private final JobLedger ledger;
    private final JobKinds kinds;
    private final JobEvents events;
    private final TimeSource time;

    JobResolutions(JobLedger ledger, JobKinds kinds, JobEvents events, TimeSource time) {
        this.ledger = ledger;
        this.kinds = kinds;
        this.events = events;
        this.time = time;
    }

    /** Records {@code found} and settles the job by it; 409 unless it is a dead letter whose verdict is {@code unsafe}. */
    Uni<JobView> resolve(Work work, UUID id, Found found) {
        return ledger.find(work.session(), id)
                .onItem()
                .ifNull()
                .failWith(() -> Problems.notFound("job"))
                .invoke(JobResolutions::requireDoubt)
                .chain(entry -> resolve(work, entry, found));
    }

    /** What a person says. */
    record Found(Outcome outcome, String evidence, String reason) {}

    private static void requireDoubt(JobLedger.Entry entry) {
        var dead = entry.job().state() == JobState.dead_letter;
        if (!dead || entry.verdict().decision() != Verdict.Decision.unsafe) {
            throw JobReplay.notAllowed("resolve", entry);
        }
    }

    private Uni<JobView> resolve(Work work, JobLedger.Entry entry, Found found) {
        var job = entry.job();
        var why = "Resolved by %s as %s: %s".formatted(work.origin().actor(), found.outcome(), found.reason());
        return record(work, job, found)
                .chain(() -> settle(work, job, stateAfter(found.outcome()), why))
                .invoke(rows -> requireSettled(entry, rows))
                .map(rows -> events.changed(work, job, stateAfter(found.outcome()), why))
                .call(settled -> kinds.named(job.kind()).resolved(work, settled, found.outcome()))
                .invoke(settled -> work.audit(AuditEntry.allowed(
                        "job:resolve", "job/" + job.id(), found.reason() + " — " + found.evidence())))
                .chain(() -> ledger.find(work.session(), job.id()))
                .map(JobView::of);
    }

    private Uni<Integer> record(Work work, Job job, Found found) {
        return work.session()
                .createNativeQuery(RECORD)
                .setParameter(1, Ids.next())
                .setParameter(2, job.id())
                .setParameter(3, time.instant().toString())
                .setParameter(4, work.origin().actor())
                .setParameter(5, found.outcome().name())
                .setParameter(6, found.evidence())
                .setParameter(7, found.reason())
                .executeUpdate();
    }

    private Uni<Integer> settle(Work work, Job job, JobState state, String why) {
        return work.session()
                .createNativeQuery(SETTLE)
                .setParameter(1, job.id())
                .setParameter(2, state.name())
                .setParameter(3, why)
                .setParameter(4, time.instant().toString())
                .executeUpdate();
    }

    private static JobState stateAfter(Outcome outcome) {
        return switch (outcome) {
            case succeeded -> JobState.succeeded;
            case rejected -> JobState.cancelled;
            case failed, unknown -> JobState.dead_letter;
        };
    }

    private static void requireSettled(JobLedger.Entry entry, int rows) {
        if (rows != 1) {
            throw JobReplay.notAllowed("resolve", entry);
        }
    }
}
