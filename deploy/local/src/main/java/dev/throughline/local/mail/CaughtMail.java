package dev.throughline.local.mail;

import java.time.Instant;
import java.util.List;

/**
 * A mail as a reader sees it.
 *
 * @param id the place of the mail in the box, in the order of arrival
 * @param text the plain text part; {@code null} if there is none
 * @param html the HTML part; {@code null} if there is none
 * @param size in bytes, as it was sent
 */
public record CaughtMail(
        String id,
        Instant receivedAt,
        String from,
        List<String> to,
        String subject,
        String date,
        String messageId,
        String language,
        String text,
        String html,
        long size) {}
