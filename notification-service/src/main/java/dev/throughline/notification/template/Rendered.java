package dev.throughline.notification.template;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A mail's content.
 *
 * @param subject one line
 */
@RegisterForReflection
public record Rendered(String subject, String text, String html) {}
