package dev.throughline.document.document;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A document as clients see it.
 *
 * @param reason why it is where it is; {@code null} unless it needs a person
 * @param sha256 {@code null} until it is stored, as are {@code size} and {@code mediaType}
 */
@RegisterForReflection
public record DocumentView(
        UUID id,
        UUID operationId,
        UUID booking,
        @Schema(examples = "visit-report") String kind,
        DocumentState state,
        String reason,
        String sha256,

        @Schema(description = "In bytes.", examples = "48213")
        Long size,

        @Schema(examples = "application/pdf") String mediaType,
        @Schema(examples = "visit-report") String template,
        int templateVersion,

        @Schema(description = "The language it is written in.", examples = "en")
        String locale,

        Instant createdAt,
        Instant updatedAt) {

    public static DocumentView of(Document document) {
        return new DocumentView(
                document.id(),
                document.operationId(),
                document.booking(),
                document.kind(),
                document.state(),
                document.reason(),
                document.sha256(),
                document.size(),
                document.mediaType(),
                document.template(),
                document.templateVersion(),
                document.locale(),
                document.createdAt(),
                document.updatedAt());
    }
}
