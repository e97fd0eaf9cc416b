package dev.throughline.notification.template;

import io.quarkus.qute.TemplateData;

/**
 * What a template may say, in the words and forms of its language. Whatever is not known is {@code null}.
 *
 * @param brand who writes
 * @param reference the booking's number, as the customer knows it
 * @param date with the day of the week
 * @param zone of {@code time} and {@code linkExpires}, in words
 */
@TemplateData
public record MailModel(
        String language,
        String brand,
        String reference,
        String name,
        String service,
        String date,
        String time,
        String zone,
        Integer minutes,
        String price,
        String reason,
        String link,
        String linkExpires) {}
