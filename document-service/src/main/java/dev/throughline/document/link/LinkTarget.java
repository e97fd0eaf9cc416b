package dev.throughline.document.link;

import java.time.Instant;
import java.util.UUID;

/** What a link is good for. */
public record LinkTarget(String tenant, UUID document, Instant expiresAt) {}
