package dev.throughline.document.document;

import java.time.Instant;
import java.util.UUID;

/**
 * What asks for a document.
 *
 * @param owner the subject of the customer's token; {@code null} if it is not known
 * @param locale language tag of the document
 * @param at when what it tells about was completed
 */
public record DocumentRequest(
        String tenant,
        String owner,
        UUID booking,
        UUID operationId,
        String template,
        int templateVersion,
        String locale,
        VisitFacts visit,
        Instant at) {}
