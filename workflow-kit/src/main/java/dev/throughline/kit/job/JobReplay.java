package dev.throughline.kit.job;

import dev.throughline.kit.audit.AuditEntry;
import dev.throughline.kit.problem.NotAllowedNow;
import dev.throughline.kit.problem.Problems;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.Work;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/** What a person may do with a job: put a dead letter back to work, or call off one that waits. */
@ApplicationScoped
class JobReplay {

    private static final String REPLAY = """
            update job set state = 'queued', reason = ?2, next_attempt_at = cast(cast(?3 as text) as timestamptz), finished_at = null,
                           updated_at = cast(cast(?3 as text) as timestamptz), version = version + 1, epoch = epoch + 1,
                           max_attempts = attempts - snoozes + ?4
            where id = ?1 and state = 'dead_letter'
                  and not exists (select 1 from job twin
                                  where twin.tenant = job.tenant and twin.kind = job.kind and twin.unique_key = job.unique_key
                                        and twin.state in ('queued', 'failed', 'running'))
            """;
    private static final String CANCEL = """
            update job set state = 'cancelled', reason = ?2, finished_at = cast(cast(?3 as text) as timestamptz),
                           updated_at = cast(cast(?3 as text) as timestamptz), version = version + 1, epoch = epoch + 1
            where id = ?1 and state in ('queued', 'failed')
            """;

    private final JobLedger ledger;
    private final JobKinds kinds;
    private final JobEvents events;
    private final TimeSource time;

    JobReplay(JobLedger ledger, JobKinds kinds, JobEvents events, TimeSource time) {
        this.ledger = ledger;
        this.kinds = kinds;
        this.events = events;
        this.time = time;
    }

    /** Replays a dead letter, unless its verdict forbids it. */
    Uni<JobView> replay(Work work, UUID id, String reason) {
        return ledger.find(work.session(), id)
                .onItem()
                .ifNull()
                .failWith(() -> Problems.notFound("job"))
                .invoke(JobReplay::requireReplayable)
                .chain(entry -> replay(work, entry, reason));
    }

    private static void requireReplayable(JobLedger.Entry entry) {
        if (entry.job().state() != JobState.dead_letter) {
            throw notAllowed("replay", entry);
        }
        var verdict = entry.verdict();
        if (verdict.decision() == Verdict.Decision.unsafe) {
            throw Problems.unsafe(verdict.reason(), verdict);
        }
    }

    private Uni<JobView> replay(Work work, JobLedger.Entry entry, String reason) {
        var job = entry.job();
        return requeue(work, entry, AuditEntry.allowed("job:replay", "job/" + job.id(), reason))
                .chain(() -> view(work.session(), job.id()));
    }

    /**
     * Puts a dead letter whose verdict does not forbid it back to work, and answers the job as it is then; {@code act} goes
     * into the audit trail. Fails if it is a dead letter no more, or if the handler of its kind refuses.
     */
    Uni<Job> requeue(Work work, JobLedger.Entry entry, AuditEntry act) {
        var job = entry.job();
        var why = "Replayed by %s: %s".formatted(work.origin().actor(), act.reason());
        var handler = kinds.named(job.kind());
        return work.session()
                .createNativeQuery(REPLAY)
                .setParameter(1, job.id())
                .setParameter(2, why)
                .setParameter(3, time.instant().toString())
                .setParameter(4, handler.maxAttempts())
                .executeUpdate()
                .invoke(rows -> requireChanged("replay", entry, rows))
                .map(rows -> events.changed(work, job, JobState.queued, why))
                .call(replayed -> handler.replayed(work, replayed))
                .invoke(replayed -> work.enqueued())
                .invoke(replayed -> work.audit(act));
    }

    /** Calls off a job that waits. */
    Uni<JobView> cancel(Work work, UUID id, String reason) {
        return ledger.find(work.session(), id)
                .onItem()
                .ifNull()
                .failWith(() -> Problems.notFound("job"))
                .chain(entry -> cancel(work, entry, reason));
    }

    private Uni<JobView> cancel(Work work, JobLedger.Entry entry, String reason) {
        var job = entry.job();
        var why = "Cancelled by %s: %s".formatted(work.origin().actor(), reason);
        return work.session()
                .createNativeQuery(CANCEL)
                .setParameter(1, job.id())
                .setParameter(2, why)
                .setParameter(3, time.instant().toString())
                .executeUpdate()
                .invoke(rows -> requireChanged("cancel", entry, rows))
                .map(rows -> events.changed(work, job, JobState.cancelled, why))
                .call(cancelled -> kinds.named(job.kind()).deadLettered(work, cancelled))
                .invoke(cancelled -> work.audit(AuditEntry.allowed("job:cancel", "job/" + job.id(), reason)))
                .chain(() -> view(work.session(), job.id()));
    }

    private Uni<JobView> view(Mutiny.Session session, UUID id) {
        return ledger.find(session, id).map(JobView::of);
    }

    private static void requireChanged(String what, JobLedger.Entry entry, int rows) {
        if (rows != 1 && what.equals("replay") && entry.job().uniqueKey() != null) {
            throw Problems.notAllowedNow(
                    "It is a dead letter no more, or a job with the same unique key '%s' is open and does its work."
                            .formatted(entry.job().uniqueKey()),
                    entry.job().state().name(),
                    List.of());
        }
        if (rows != 1) {
            throw notAllowed(what, entry);
        }
    }

    static NotAllowedNow notAllowed(String what, JobLedger.Entry entry) {
        return new NotAllowedNow(what, entry.job().state().name(), allowed(entry));
    }

    private static List<String> allowed(JobLedger.Entry entry) {
        return switch (entry.job().state()) {
            case dead_letter -> List.of(entry.verdict().decision() == Verdict.Decision.unsafe ? "resolve" : "replay");
            case queued, failed -> List.of("cancel");
            case running, succeeded, cancelled -> List.of();
        };
    }
}
