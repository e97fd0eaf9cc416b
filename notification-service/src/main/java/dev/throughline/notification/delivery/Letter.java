package dev.throughline.notification.delivery;

import dev.throughline.notification.template.Rendered;

/**
 * A mail as it is to be sent.
 *
 * @param locale the language it is written in
 */
record Letter(String messageId, String from, String replyTo, String to, String locale, Rendered content) {}
