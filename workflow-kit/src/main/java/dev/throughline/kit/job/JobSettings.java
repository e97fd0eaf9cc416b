package dev.throughline.kit.job;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** How this service's workers behave. */
@ConfigMapping(prefix = "throughline.jobs")
public interface JobSettings {

    /** Whether the worker claims by itself. Off only in tests, which run due jobs by hand. */
    @WithDefault("true")
    boolean automatic();

    /** How many jobs one process runs at once. Of jobs that take little it may hold some more, which it gets to at once. */
    @WithDefault("32")
    int concurrency();

    /** How long a claim lasts without a heartbeat: after a crash, the job is taken over this much later. */
    @WithDefault("PT30S")
    Duration lease();

    /** How often due jobs are looked for when no wake-up arrives. */
    @WithDefault("PT1S")
    Duration poll();

    /** How long a stopping process waits for its running jobs. */
    @WithDefault("PT15S")
    Duration drain();

    /** How long a job that has succeeded or was cancelled stays among those that are at work, before it is moved into history. */
    @WithDefault("PT1H")
    Duration archiveAfter();

    /**
     * How long a job that has succeeded or was cancelled stays on record with its attempts, at least; history goes by the week.
     * Dead letters stay until settled.
     */
    @WithDefault("P90D")
    Duration retention();

    /** How often jobs that are over for as long as that are moved and forgotten. */
    @WithDefault("PT1M")
    Duration prune();

    Backoff backoff();

    /**
     * Bounds on the jobs of a key over all processes together: {@code "partner/meridian"}, or {@code "partner/*"} for each key
     * that begins so. An exact key goes before a longer before a shorter beginning.
     */
    Map<String, Limit> limits();

    /** Kinds whose jobs wait, of all tenants, until this says otherwise. */
    Optional<Set<String>> pausedKinds();

    /** At least one of the two. */
    interface Limit {

        /** How many jobs of the key run at once. */
        OptionalInt concurrency();

        /** How many attempts of jobs of the key start within any minute. */
        OptionalInt perMinute();
    }

    /** Wait before a retry: doubles from {@link #initial} up to {@link #max}, of which a random part up to half is taken off. */
    interface Backoff {

        @WithDefault("PT1S")
        Duration initial();

        @WithDefault("PT5M")
        Duration max();
    }
}
