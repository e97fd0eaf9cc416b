package dev.throughline.kit.job;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;

/**
 * A person's word that jobs of a kind, or with a key, of one tenant shall wait.
 *
 * @param kind which jobs; {@code null} if {@code key} says so
 * @param key which jobs; {@code null} if {@code kind} says so
 * @param until when it ends by itself; {@code null} for never
 * @param resumedAt when a person ended it; {@code null} if nobody has
 * @param active whether it holds jobs back now
 */
@RegisterForReflection
public record JobPause(
        UUID id,
        String kind,
        String key,
        String reason,
        String pausedBy,
        Instant pausedAt,
        Instant until,
        Instant resumedAt,
        String resumedBy,
        String resumeReason,
        boolean active) {}
