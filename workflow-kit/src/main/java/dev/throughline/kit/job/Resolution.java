package dev.throughline.kit.job;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;

/**
 * What a person has found out about a job whose ledger could not tell whether its effect happened.
 *
 * @param outcome {@code succeeded}: it happened; {@code failed}: it provably did not; {@code rejected}: the other side said no
 * @param evidence what shows it, such as the other side's answer on the telephone and who gave it
 */
@RegisterForReflection
public record Resolution(Instant at, String actor, Outcome outcome, String evidence, String reason) {}
