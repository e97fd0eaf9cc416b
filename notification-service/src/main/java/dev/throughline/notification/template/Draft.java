package dev.throughline.notification.template;

import dev.throughline.kit.problem.PlainText;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/** A template in one language, as its author wrote it. */
@RegisterForReflection
public record Draft(
        @NotBlank @Size(max = 300) @PlainText String subject,

        @NotBlank @Size(max = 20_000) @PlainText(lines = true)
        String text,

        @NotBlank @Size(max = 40_000) @PlainText(lines = true)
        String html) {}
