package dev.throughline.notification.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;

/**
 * What a mail tells, as the event told it; personal data. Whatever the event does not say is {@code null}.
 *
 * @param link where the report is, for whoever has the link
 */
@RegisterForReflection
public record MailFacts(
        String name,
        String service,
        Instant start,
        Integer durationMinutes,
        String amount,
        String currency,
        String reason,
        String link,
        Instant linkExpiresAt) {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(com.fasterxml.jackson.databind.SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    /** Reads what {@link #write} wrote, by this version or an older one. */
    public static MailFacts parse(String json) {
        try {
            return JSON.readValue(json, MailFacts.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The facts of a notification cannot be read.", e);
        }
    }

    public String write() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The facts of a notification cannot be written.", e);
        }
    }
}
