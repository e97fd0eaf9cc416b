package dev.throughline.kit.job;

import dev.throughline.kit.work.WithoutBroker;
import dev.throughline.kit.work.Work;
import io.quarkus.arc.properties.IfBuildProperty;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;

/** Does what the {@link Script} says; a kind for each effect: {@code test.none} and so on. */
abstract class ScriptedHandler implements JobHandler {

    private final Effect effect;

    @Inject
    Script script;

    ScriptedHandler(Effect effect) {
        this.effect = effect;
    }

    @Override
    public String kind() {
        return "test." + effect.name();
    }

    @Override
    public Effect effect() {
        return effect;
    }

    @Override
    public int maxAttempts() {
        return 3;
    }

    @Override
    public Uni<JobResult> run(JobContext context) {
        return script.next(context);
    }

    @Override
    public Uni<Void> deadLettered(Work work, Job job) {
        return script.dead(work, job);
    }

    @Override
    public Uni<Void> replayed(Work work, Job job) {
        return script.replayed(work, job);
    }

    @ApplicationScoped
    @IfBuildProperty(name = WithoutBroker.SCRIPTED, stringValue = "true")
    static class None extends ScriptedHandler {
        None() {
            super(Effect.none);
        }
    }

    @ApplicationScoped
    @IfBuildProperty(name = WithoutBroker.SCRIPTED, stringValue = "true")
    static class Idempotent extends ScriptedHandler {
        Idempotent() {
            super(Effect.idempotent);
        }
    }

    @ApplicationScoped
    @IfBuildProperty(name = WithoutBroker.SCRIPTED, stringValue = "true")
    static class Findable extends ScriptedHandler {
        Findable() {
            super(Effect.findable);
        }
    }

    @ApplicationScoped
    @IfBuildProperty(name = WithoutBroker.SCRIPTED, stringValue = "true")
    static class Unrepeatable extends ScriptedHandler {
        Unrepeatable() {
            super(Effect.unrepeatable);
        }
    }

    /** Its attempts may take a moment only. */
    @ApplicationScoped
    @IfBuildProperty(name = WithoutBroker.SCRIPTED, stringValue = "true")
    static class Hasty extends ScriptedHandler {
        Hasty() {
            super(Effect.findable);
        }

        @Override
        public String kind() {
            return "test.hasty";
        }

        @Override
        public Duration timeLimit() {
            return Duration.ofMillis(300);
        }
    }
}
