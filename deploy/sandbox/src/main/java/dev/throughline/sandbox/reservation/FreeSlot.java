package dev.throughline.sandbox.reservation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;

/**
 * Half an hour that is not full.
 *
 * @param free how many more fit in; {@code null} for any number
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record FreeSlot(Instant start, Integer free) {}
