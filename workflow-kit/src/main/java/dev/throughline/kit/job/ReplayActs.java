package dev.throughline.kit.job;

import dev.throughline.kit.audit.AuditEntry;
import dev.throughline.kit.problem.NotAllowedNow;
import dev.throughline.kit.problem.ProblemType;
import dev.throughline.kit.problem.Problems;
import dev.throughline.kit.work.Work;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.UUID;

/** What a person does with many dead letters at once: has them replayed, lets that rest, go on, or end. */
@ApplicationScoped
class ReplayActs {

    private static final String PERMISSION = "job:replay";

    private final ReplayBatches batches;

    ReplayActs(ReplayBatches batches) {
        this.batches = batches;
    }

    /** Chooses the dead letters that fit now; from the commit on they are replayed. 422 if they are too many for one batch. */
    Uni<ReplayBatches.Entry> begin(Work work, ReplayBatches.Wish wish) {
        return batches.insert(work, wish)
                .invoke(ReplayActs::requireNotTooMany)
                .invoke(chosen -> work.audit(audit(
                        wish.id(),
                        wish.reason(),
                        Map.of("act", "begin", "jobs", chosen, "perMinute", wish.perMinute()))))
                .chain(() -> batches.find(work.session(), wish.id()));
    }

    private static void requireNotTooMany(int chosen) {
        if (chosen > ReplayBatches.MOST) {
            throw Problems.of(
                    ProblemType.UNPROCESSABLE,
                    "More than %d dead letters fit. Ask for fewer at a time, for instance with 'deadUntil'."
                            .formatted(ReplayBatches.MOST));
        }
    }

    /** Brings the batch into another state; 409 with what is possible where its own does not allow that. */
    Uni<ReplayBatches.Entry> act(Work work, UUID id, ReplayVerb verb, String reason) {
        return batches.lock(work.session(), id)
                .onItem()
                .ifNull()
                .failWith(ReplayActs::noSuch)
                .invoke(state -> requireAllowed(state, verb))
                .chain(() -> batches.change(
                        work.session(),
                        id,
                        verb.result(),
                        verb.note(work.origin().actor(), reason)))
                .invoke(() -> work.audit(audit(id, reason, Map.of("act", verb.name()))))
                .chain(() -> batches.find(work.session(), id));
    }

    private static void requireAllowed(ReplayState state, ReplayVerb verb) {
        if (!state.allowed().contains(verb)) {
            throw new NotAllowedNow(
                    verb.name(),
                    state.name(),
                    state.allowed().stream().map(ReplayVerb::name).toList());
        }
    }

    private static AuditEntry audit(UUID id, String reason, Map<String, Object> detail) {
        return new AuditEntry(PERMISSION, ReplayBatch.subject(id), AuditEntry.Decision.allowed, reason, detail);
    }

    static RuntimeException noSuch() {
        return Problems.notFound("replay");
    }
}
