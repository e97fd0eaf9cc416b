package dev.throughline.kit.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.throughline.kit.work.Effects;
import dev.throughline.kit.work.WithoutBroker;
import dev.throughline.kit.work.Work;
import io.quarkus.arc.properties.IfBuildProperty;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** What each attempt of each of the tests' jobs does. */
@ApplicationScoped
@IfBuildProperty(name = WithoutBroker.SCRIPTED, stringValue = "true")
class Script {

    private final Map<UUID, Queue<Step>> steps = new ConcurrentHashMap<>();
    private final Map<UUID, Function<Work, Uni<Void>>> whenDead = new ConcurrentHashMap<>();
    private final Map<UUID, Function<Work, Uni<Void>>> whenReplayed = new ConcurrentHashMap<>();
    private final Effects effects;

    Script(Effects effects) {
        this.effects = effects;
    }

    /** One attempt. */
    @FunctionalInterface
    interface Step extends Function<JobContext, Uni<JobResult>> {}

    void of(UUID job, Step... attempts) {
        steps.put(job, new ArrayDeque<>(List.of(attempts)));
    }

    /** What happens, after its note, in the transaction that dead-letters {@code job}. */
    void whenDead(UUID job, Function<Work, Uni<Void>> action) {
        whenDead.put(job, action);
    }

    /** What happens in the transaction that puts the dead letter {@code job} back to work. */
    void whenReplayed(UUID job, Function<Work, Uni<Void>> action) {
        whenReplayed.put(job, action);
    }

    Uni<Void> replayed(Work work, Job job) {
        return whenReplayed
                .getOrDefault(job.id(), same -> Uni.createFrom().voidItem())
                .apply(work);
    }

    Uni<JobResult> next(JobContext context) {
        var step = steps.get(context.job().id()).poll();
        if (step == null) {
            throw new AssertionError("No further attempt was expected.");
        }
        return step.apply(context);
    }

    Uni<Void> dead(Work work, Job job) {
        return effects.write(work, job.subject(), job.state().name())
                .chain(() -> whenDead.getOrDefault(
                                job.id(), same -> Uni.createFrom().voidItem())
                        .apply(work));
    }

    static Step answers(JobResult result) {
        return context -> Uni.createFrom().item(result);
    }

    /** Announces an effect, then ends as {@code rest} says. */
    static Step sends(Step rest) {
        return context ->
                context.sending(what(), work -> Uni.createFrom().voidItem()).chain(() -> rest.apply(context));
    }

    static JsonNode what() {
        return JsonNodeFactory.instance.objectNode().put("to", "them");
    }
}
