package dev.throughline.status.console.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.status.console.service.Trouble;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * One entry of the notification log.
 *
 * @param booking what it is about; {@code null} if about none
 * @param verdict whether a resend could be a second mail, {@code safe} or {@code unsafe}; {@code null} where none is possible
 * @param key under which its resend is carried out once, however often it is sent
 * @param reason why to resend it, as it was entered
 * @param trouble why the last attempt to resend it failed; {@code null} if there was none
 */
public record Message(
        UUID id,
        String booking,
        String kind,
        String channel,
        String recipient,
        String locale,
        String template,
        int templateVersion,
        String subject,
        String state,
        String why,
        Instant changedAt,
        String messageId,
        List<Attempt> attempts,
        String verdict,
        String because,
        String key,
        String reason,
        Trouble trouble) {

    /** One mail on its way; {@code outcome} is {@code null} while it is under way. */
    public record Attempt(int number, Instant startedAt, String outcome, String detail, String traceId) {

        static Attempt of(JsonNode told) {
            return new Attempt(
                    told.path("number").asInt(),
                    Instant.parse(told.path("startedAt").asText()),
                    told.path("outcome").asText(null),
                    told.path("detail").asText(null),
                    told.path("traceId").asText(null));
        }
    }

    static Message of(JsonNode told, String key) {
        var attempts = new ArrayList<Attempt>();
        told.path("attempts").forEach(each -> attempts.add(Attempt.of(each)));
        return new Message(
                UUID.fromString(told.path("id").asText()),
                told.path("booking").asText(null),
                told.path("kind").asText(),
                told.path("channel").asText(),
                told.path("recipient").asText(null),
                told.path("locale").asText(),
                told.path("template").asText(),
                told.path("templateVersion").asInt(),
                told.path("subject").asText(null),
                told.path("state").asText(),
                told.path("reason").asText(null),
                Instant.parse(told.path("updatedAt").asText()),
                told.path("messageId").asText(null),
                attempts,
                told.path("verdict").path("decision").asText(null),
                told.path("verdict").path("reason").asText(null),
                key,
                "",
                null);
    }

    /** The same, with an attempt to resend it that failed. */
    Message failed(String sameKey, String entered, Trouble met) {
        return new Message(
                id,
                booking,
                kind,
                channel,
                recipient,
                locale,
                template,
                templateVersion,
                subject,
                state,
                why,
                changedAt,
                messageId,
                attempts,
                verdict,
                because,
                sameKey,
                entered,
                met);
    }

    public boolean again() {
        return "unsafe".equals(verdict);
    }
}
