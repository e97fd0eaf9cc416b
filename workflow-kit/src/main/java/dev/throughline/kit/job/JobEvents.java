package dev.throughline.kit.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.kit.event.NewEvent;
import dev.throughline.kit.time.Ids;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.Work;
import jakarta.enterprise.context.ApplicationScoped;

/** Publishes {@code job.changed} when a job reaches or leaves a state in which a person is needed. */
@ApplicationScoped
class JobEvents {

    private final ObjectMapper json;
    private final TimeSource time;

    JobEvents(ObjectMapper json, TimeSource time) {
        this.json = json;
        this.time = time;
    }

    /** Publishes the change and answers the job as it is after it. The caller has raised the version in the database. */
    Job changed(Work work, Job job, JobState state, String reason) {
        var now = time.instant();
        var changed = new Job(
                job.id(),
                job.tenant(),
                job.kind(),
                job.subject(),
                job.operationId(),
                state,
                reason,
                job.effect(),
                job.payload(),
                job.attempts(),
                job.snoozes(),
                job.maxAttempts(),
                job.nextAttemptAt(),
                null,
                null,
                job.epoch() + 1,
                job.version() + 1,
                job.traceparent(),
                job.createdAt(),
                now,
                state == JobState.queued ? null : now,
                job.key(),
                job.priority(),
                job.uniqueKey());
        var data = json.createObjectNode()
                .put("job", job.id().toString())
                .put("kind", job.kind())
                .put("subject", job.subject())
                .put("state", state.name())
                .put("reason", reason)
                .put("attempts", job.attempts())
                .put("actor", work.origin().actor());
        work.publish(new NewEvent(Ids.next(), "job.changed", 1, "job/" + job.id(), changed.version(), now, data));
        return changed;
    }
}
