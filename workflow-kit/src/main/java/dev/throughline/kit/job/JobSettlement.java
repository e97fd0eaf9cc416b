package dev.throughline.kit.job;

import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.Work;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Ends dead letters that nobody needs to look at any more, in the transaction of what made them so. */
@ApplicationScoped
public class JobSettlement {

    private static final String CALL_OFF = """
            update job set state = 'cancelled', reason = ?2, finished_at = cast(cast(?3 as text) as timestamptz),
                           updated_at = cast(cast(?3 as text) as timestamptz), version = version + 1, epoch = epoch + 1
            where id = ?1 and state = 'dead_letter' and version = ?4
            """;

    private final JobLedger ledger;
    private final JobEvents events;
    private final TimeSource time;

    JobSettlement(JobLedger ledger, JobEvents events, TimeSource time) {
        this.ledger = ledger;
        this.events = events;
        this.time = time;
    }

    /**
     * Calls off the job {@code id} if it is a dead letter of the unit of work's tenant, because of {@code why}; any other job
     * is left as it is. Its handler is not told: what has taken the job's place has decided already what becomes of its
     * subject. Lock the job by this before anything that its handler changes, for that is the order of a replay.
     */
    public Uni<Void> supersede(Work work, UUID id, String why) {
        return ledger.find(work.session(), id)
                .chain(entry -> entry == null || entry.job().state() != JobState.dead_letter
                        ? Uni.createFrom().voidItem()
                        : callOff(work, entry.job(), why));
    }

    private Uni<Void> callOff(Work work, Job job, String why) {
        return work.session()
                .createNativeQuery(CALL_OFF)
                .setParameter(1, job.id())
                .setParameter(2, why)
                .setParameter(3, time.instant().toString())
                .setParameter(4, job.version())
                .executeUpdate()
                .invoke(rows -> tell(work, job, why, rows))
                .replaceWithVoid();
    }

    private void tell(Work work, Job job, String why, int rows) {
        if (rows == 1) {
            events.changed(work, job, JobState.cancelled, why);
        }
    }
}
