package dev.throughline.kit.job;

import dev.throughline.kit.time.TimeSource;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The jobs this process holds; renews their leases together, in one statement. */
@ApplicationScoped
class RunningJobs {

    private final JobStore store;
    private final JobSettings settings;
    private final TimeSource time;
    private final Map<UUID, RunningJob> running = new ConcurrentHashMap<>();

    RunningJobs(JobStore store, JobSettings settings, TimeSource time) {
        this.store = store;
        this.settings = settings;
        this.time = time;
    }

    RunningJob begin(Job job, long claimedAt) {
        var begun = new RunningJob(job, settings.lease(), claimedAt);
        running.put(job.id(), begun);
        return begun;
    }

    void end(RunningJob ended) {
        running.remove(ended.job().id(), ended);
    }

    int count() {
        return running.size();
    }

    /**
     * Renews all leases; marks those as lost that are no longer ours. Fails if the database has not answered when the leases
     * are over.
     */
    Uni<Void> renew() {
        var held = List.copyOf(running.values());
        if (held.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        var asked = System.nanoTime();
        return store.renew(
                        held.stream().map(RunningJob::job).toList(),
                        time.instant().plus(settings.lease()))
                .ifNoItem()
                .after(settings.lease())
                .fail()
                .invoke(renewed ->
                        held.forEach(job -> note(job, renewed.get(job.job().id()), asked)))
                .replaceWithVoid();
    }

    private static void note(RunningJob job, Boolean held, long asked) {
        if (held == null) {
            return;
        }
        if (held) {
            job.renewed(asked);
        } else {
            job.lose();
        }
    }
}
