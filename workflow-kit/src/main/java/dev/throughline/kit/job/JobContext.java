package dev.throughline.kit.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.kit.work.Origin;
import dev.throughline.kit.work.Work;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.function.Function;

/** What a handler may know and do during one attempt. */
public interface JobContext {

    Job job();

    /** Tenant, actor and operation id for the handler's own units of work. */
    Origin origin();

    /** The attempts before this one, oldest first. */
    Uni<List<Attempt>> earlierAttempts();

    /**
     * Records what is about to be sent, together with {@code also}, in one fenced transaction. Call it before every effect
     * outside our own database, and start the effect only when it has completed.
     *
     * <p>Fails with {@link LeaseLost} if this worker no longer holds the job: then nothing was written and nothing may be
     * sent.
     */
    Uni<Void> sending(JsonNode what, Function<Work, Uni<Void>> also);

    /** Whether this attempt has announced an effect with {@link #sending}. */
    boolean hasSent();

    /**
     * What an unexpected {@code failure} means now: {@code failed} if nothing was sent in this attempt, {@code unknown} if
     * something was.
     */
    JobResult failure(Throwable failure);
}
