package dev.throughline.booking.partner;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;

/**
 * A start that is free.
 *
 * @param free how many more fit in; {@code null} if the partner does not say
 */
@RegisterForReflection
public record Slot(Instant start, Integer free) {}
