package dev.throughline.kit.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * A job to be enqueued; its effect and the bound on its attempts come from the handler of its kind.
 *
 * @param id identity, a UUIDv7
 * @param kind which handler runs it
 * @param subject what it is about, {@code kind/id}
 * @param payload what the handler needs to know; the state of the world is read when it runs
 * @param notBefore earliest start; {@code null} for at once
 * @param key what it shares with other jobs and is limited or paused by, such as {@code partner/meridian}; {@code null} for none
 * @param priority from {@link #LOWEST} to {@link #HIGHEST}: of due jobs, the higher starts first, unless a lower one has been
 *     due for five minutes longer per step
 * @param uniqueKey while a job of the same tenant, kind and unique key is queued, failed or running, this one is not
 *     enqueued; {@code null} for always
 */
public record NewJob(
        UUID id,
        String kind,
        String subject,
        JsonNode payload,
        Instant notBefore,
        String key,
        int priority,
        String uniqueKey) {

    public static final int LOWEST = -2;
    public static final int HIGHEST = 2;

    private static final int MAX_KEY = 200;

    public NewJob {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(payload, "payload");
        requireKey(key, "key");
        requireKey(uniqueKey, "unique key");
        if (priority < LOWEST || priority > HIGHEST) {
            throw new IllegalArgumentException(
                    "The priority of a job is from %d to %d, not %d.".formatted(LOWEST, HIGHEST, priority));
        }
    }

    /** A job without a key, of the usual priority, as often as it is enqueued. */
    public NewJob(UUID id, String kind, String subject, JsonNode payload, Instant notBefore) {
        this(id, kind, subject, payload, notBefore, null, 0, null);
    }

    public NewJob withKey(String shared) {
        return new NewJob(id, kind, subject, payload, notBefore, shared, priority, uniqueKey);
    }

    public NewJob withPriority(int urgency) {
        return new NewJob(id, kind, subject, payload, notBefore, key, urgency, uniqueKey);
    }

    public NewJob unique(String among) {
        return new NewJob(id, kind, subject, payload, notBefore, key, priority, among);
    }

    private static void requireKey(String value, String what) {
        if (value != null && (value.isBlank() || value.length() > MAX_KEY)) {
            throw new IllegalArgumentException(
                    "The %s of a job has 1 to %d characters: '%s'.".formatted(what, MAX_KEY, value));
        }
    }
}
