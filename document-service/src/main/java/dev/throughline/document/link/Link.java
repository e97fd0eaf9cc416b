package dev.throughline.document.link;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;

/**
 * A link as it is handed out. Whoever holds it may read the document.
 *
 * @param expiresAt from when on it is refused, on a whole second
 */
@RegisterForReflection
public record Link(String url, Instant expiresAt) {}
