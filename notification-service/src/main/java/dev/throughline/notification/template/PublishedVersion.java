package dev.throughline.notification.template;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;

/** A published version as the list shows it. */
@RegisterForReflection
public record PublishedVersion(String name, int version, String publishedBy, Instant publishedAt, String reason) {}
