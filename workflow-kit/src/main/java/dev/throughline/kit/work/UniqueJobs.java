package dev.throughline.kit.work;

import dev.throughline.kit.job.NewJob;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Enqueues a job unless its like is open, and knows which one stands in the end. */
@ApplicationScoped
class UniqueJobs {

    private static final int TRIES = 5;
    private static final String OPEN = """
            select id from job where tenant = kit_tenant() and kind = ?1 and unique_key = ?2 and state in ('queued', 'failed', 'running')
            """;

    private final FollowUps followUps;

    UniqueJobs(FollowUps followUps) {
        this.followUps = followUps;
    }

    Uni<UUID> enqueue(Work work, NewJob job) {
        return enqueue(work, job, TRIES);
    }

    // What was in the way may have ended by the time it is looked for.
    private Uni<UUID> enqueue(Work work, NewJob job, int tries) {
        if (tries == 0) {
            return Uni.createFrom()
                    .failure(new IllegalStateException(
                            "Jobs of kind '%s' with the unique key '%s' come and go faster than one can be enqueued; try again."
                                    .formatted(job.kind(), job.uniqueKey())));
        }
        return followUps
                .enqueue(work, job)
                .chain(enqueued -> enqueued ? Uni.createFrom().item(job.id()) : open(work, job))
                .onItem()
                .ifNull()
                .switchTo(() -> enqueue(work, job, tries - 1));
    }

    private static Uni<UUID> open(Work work, NewJob job) {
        return work.session()
                .createNativeQuery(OPEN, UUID.class)
                .setParameter(1, job.kind())
                .setParameter(2, job.uniqueKey())
                .getSingleResultOrNull();
    }
}
